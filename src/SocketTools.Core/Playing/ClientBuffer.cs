using System;
using System.Net.Sockets;
using System.Threading.Tasks;
using SocketTools.Framing;

namespace SocketTools.Playing;

/// <summary>What a client has sent and nobody has taken.</summary>
internal sealed class ClientBuffer
{
    private readonly PlayedDialogue _client;
    private readonly byte[] _piece = new byte[4096];
    private readonly ReceiveBuffer _buffer = new();

    internal ClientBuffer(PlayedDialogue client) => _client = client;

    /// <summary>The bytes; valid until more are awaited or some are taken.</summary>
    internal ArraySegment<byte> Window => _buffer.Window;

    /// <summary>Whether no more will come.</summary>
    internal bool IsEnded { get; private set; }

    /// <summary>How the client has ended, where it has.</summary>
    internal string End { get; private set; } = "the end of the stream";

    /// <summary>Waits for more.</summary>
    /// <returns>False: the client has ended, with a word or without.</returns>
    internal async Task<bool> FillAsync()
    {
        int count = 0;
        try
        {
            count = await _client.ReadAsync(_piece).ConfigureAwait(false);
        }
        catch (SocketException) when (!_client.Stop.IsCancellationRequested)
        {
            End = _client.IsDropped ? "nothing until the idle timeout" : "a reset";
        }

        IsEnded = count == 0;
        _buffer.Append(new ArraySegment<byte>(_piece, 0, count));
        return !IsEnded;
    }

    /// <summary>Takes bytes off the start.</summary>
    internal byte[] Take(int count)
    {
        byte[] taken = _buffer.Copy(count);
        _buffer.Consume(count);
        return taken;
    }

    /// <summary>Takes the next line, its end included, waiting for it; at the end of the stream what is there. Null: nothing is.</summary>
    /// <param name="maxLength">How much of a line is taken; the rest of it is forgotten.</param>
    internal async Task<byte[]?> TakeLineAsync(int maxLength)
    {
        byte[]? start = null;
        for (int scanned = 0; ;)
        {
            ArraySegment<byte> window = Window;
            int end = Array.IndexOf(window.Array!, (byte)'\n', window.Offset + scanned, window.Count - scanned);
            if (end >= 0)
            {
                byte[] line = Take(end - window.Offset + 1);
                return start ?? line;
            }

            scanned = window.Count;
            if (scanned > maxLength)
            {
                byte[] piece = Take(scanned);
                start ??= piece;
                scanned = 0;
            }

            if (!await FillAsync().ConfigureAwait(false))
            {
                return start ?? (scanned == 0 ? null : Take(scanned));
            }
        }
    }
}
