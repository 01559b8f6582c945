using System;
using System.Collections.Generic;

namespace SocketTools.Tracing;

/// <summary>Where a masker puts what it has judged. Copies nothing as long as nothing is masked or held back.</summary>
internal sealed class MaskedOutput
{
    private static readonly byte[] s_stars = { (byte)'*', (byte)'*', (byte)'*', (byte)'*', (byte)'*', (byte)'*', (byte)'*', (byte)'*' };

    private readonly List<byte> _held = new();
    private ArraySegment<byte> _input;
    private int _same;
    private byte[]? _made;
    private int _madeLength;
    private List<MaskedStretch>? _masked;
    private bool _inMask;

    /// <summary>What is held back, because it may turn out to be a secret.</summary>
    internal IReadOnlyList<byte> Held => _held;

    /// <summary>More bytes are about to be judged.</summary>
    internal void Begin(ArraySegment<byte> input)
    {
        _input = input;
        _same = input.Offset;
        _made = null;
        _masked = null;
    }

    /// <summary>What was judged since.</summary>
    internal MaskedBytes End()
    {
        if (_made is null)
        {
            return new MaskedBytes(new ArraySegment<byte>(_input.Array!, _input.Offset, _same - _input.Offset), null);
        }

        return new MaskedBytes(new ArraySegment<byte>(_made, 0, _madeLength), _masked);
    }

    /// <summary>These bytes of the input are no secret.</summary>
    internal void Plain(int from, int to)
    {
        if (to == from)
        {
            return;
        }

        _inMask = false;
        if (_made is null)
        {
            _same = to;
        }
        else
        {
            Write(_input.Array!, from, to - from);
        }
    }

    /// <summary>Bytes of a secret come here; a secret that goes on is one stretch.</summary>
    internal void Secret()
    {
        Diverge();
        if (!_inMask)
        {
            (_masked ??= new List<MaskedStretch>()).Add(new MaskedStretch(_madeLength, s_stars.Length));
            Write(s_stars, 0, s_stars.Length);
            _inMask = true;
        }
    }

    /// <summary>This byte may turn out to be a secret.</summary>
    internal void Hold(byte value)
    {
        Diverge();
        _held.Add(value);
    }

    /// <summary>What is held back is a secret, or is none.</summary>
    internal void Release(bool asSecret)
    {
        if (_held.Count == 0)
        {
            return;
        }

        if (asSecret)
        {
            Secret();
        }
        else
        {
            Diverge();
            _inMask = false;
            Write(_held.ToArray(), 0, _held.Count);
        }

        _held.Clear();
    }

    private void Diverge()
    {
        if (_made is null)
        {
            _made = new byte[_input.Count + 64];
            _madeLength = 0;
            Write(_input.Array!, _input.Offset, _same - _input.Offset);
        }
    }

    private void Write(byte[] data, int offset, int count)
    {
        if (_made!.Length - _madeLength < count)
        {
            Array.Resize(ref _made, Math.Max(2 * _made.Length, _madeLength + count));
        }

        Buffer.BlockCopy(data, offset, _made, _madeLength, count);
        _madeLength += count;
    }
}
