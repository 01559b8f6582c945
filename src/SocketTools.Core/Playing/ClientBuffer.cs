using System;
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

    /// <summary>Whether the client has ended.</summary>
    internal bool IsEnded { get; private set; }

    /// <summary>Waits for more.</summary>
    /// <returns>False: the client has ended.</returns>
    internal async Task<bool> FillAsync()
    {
        int count = await _client.ReadAsync(_piece).ConfigureAwait(false);
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

    /// <summary>Takes the next line, its end included, waiting for it; at the end of the stream, or of the budget, what is there. Null: nothing is.</summary>
    internal async Task<byte[]?> TakeLineAsync(int maxLength)
    {
        for (int scanned = 0; ;)
        {
            ArraySegment<byte> window = Window;
            int end = Array.IndexOf(window.Array!, (byte)'\n', window.Offset + scanned, window.Count - scanned);
            if (end >= 0)
            {
                return Take(end - window.Offset + 1);
            }

            scanned = window.Count;
            if (scanned > maxLength || !await FillAsync().ConfigureAwait(false))
            {
                return scanned == 0 ? null : Take(scanned);
            }
        }
    }
}
