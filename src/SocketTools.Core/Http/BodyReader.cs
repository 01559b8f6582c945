using System;
using System.IO;
using SocketTools.Bodies;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Framing;

namespace SocketTools.Http;

/// <summary>Reads a body off a connection: all of it into a sink, or piece by piece as a stream for decoders.</summary>
internal sealed class BodyReader : ReadOnlyStream, IBodySink
{
    private readonly Receiving _receiving;
    private readonly BodyFraming _framing;
    private readonly bool _allowTruncatedTls;
    private byte[] _staged = Array.Empty<byte>();
    private int _stagedStart;
    private int _stagedEnd;
    private int _room = Receiving.ReadAhead;

    /// <summary>Prepares to read.</summary>
    internal BodyReader(Receiving receiving, BodyFraming framing, bool allowTruncatedTls)
    {
        _receiving = receiving;
        _framing = framing;
        _allowTruncatedTls = allowTruncatedTls;
        _receiving.CarriesBody = true;
    }

    /// <summary>Gets a copy of the bytes that carried the body, its framing included; null: nobody does.</summary>
    internal MemoryStream? Carried { get; init; }

    /// <summary>Reads what is left of the body into a sink.</summary>
    internal void ReadAll(IBodySink sink)
    {
        while (!_framing.IsComplete)
        {
            Step(sink);
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        while (_stagedStart == _stagedEnd && !_framing.IsComplete)
        {
            _stagedStart = _stagedEnd = 0;
            Step(this);
        }

        int part = Math.Min(count, _stagedEnd - _stagedStart);
        Buffer.BlockCopy(_staged, _stagedStart, buffer, offset, part);
        _stagedStart += part;
        return part;
    }

    /// <inheritdoc/>
    void IBodySink.Write(byte[] array, int offset, int count)
    {
        if (_staged.Length - _stagedEnd < count)
        {
            Array.Resize(ref _staged, Math.Max(_stagedEnd + count, 2 * _staged.Length));
        }

        Buffer.BlockCopy(array, offset, _staged, _stagedEnd, count);
        _stagedEnd += count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _receiving.CarriesBody = false;
        base.Dispose(disposing);
    }

    private void Step(IBodySink sink)
    {
        ArraySegment<byte> window = _receiving.Window;
        int used = _framing.Take(window.Array!, window.Offset, window.Count, sink);
        Carried?.Write(window.Array!, window.Offset, used);
        _receiving.Consume(used, keepMemory: !_framing.IsComplete);
        if (used > 0 || _framing.IsComplete)
        {
            return;
        }

        if (_receiving.FillMore(ref _room, BufferPool.LargeSize))
        {
            return;
        }

        if (_framing.EndOfStream() is string due)
        {
            throw FaultFactory.Truncated(_receiving.Peer, due);
        }

        _receiving.RefuseCut(_allowTruncatedTls, "a body that goes until the end");
    }
}
