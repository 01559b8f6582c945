using System;
using System.Threading.Tasks;

namespace SocketTools.Playing;

/// <summary>Where a client and a server begin TLS in the middle of their connection (STARTTLS), a relay between them takes part on both sides.</summary>
/// <remarks>It knows the place by what crosses it, whatever the protocol: behind words of the server's the client begins with a ClientHello
/// (RFC 8446, 4.1.2 and 5.1), which no words begin like.</remarks>
internal sealed class RelayUpgrade
{
    // Record type and version, and behind their lengths the message's type and version.
    private const int HelloStart = 11;
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromMilliseconds(5);
    private const int MostLooks = 200;

    private readonly PlayEnd _client;
    private readonly Func<Task> _protect;
    private readonly object _gate = new();
    private readonly byte[] _start = new byte[HelloStart];
    private volatile bool _serverHasSpoken;
    private Task? _protecting;

    /// <summary>Prepares it.</summary>
    /// <param name="client">Who begins.</param>
    /// <param name="protect">Begins TLS on both sides.</param>
    internal RelayUpgrade(PlayEnd client, Func<Task> protect)
    {
        _client = client;
        _protect = protect;
    }

    /// <summary>Reads from the client; where it begins TLS, takes part before.</summary>
    /// <returns>How many bytes; 0 at the end; -1: nothing is there yet, or now it is TLS that is read.</returns>
    internal async Task<int> TryReadClientAsync(byte[] buffer)
    {
        if (_serverHasSpoken && await IsHelloAsync().ConfigureAwait(false))
        {
            Task protecting;
            lock (_gate)
            {
                // From here on what the server says is its handshake.
                _protecting = protecting = _protect();
            }

            await protecting.ConfigureAwait(false);
            return -1;
        }

        int count = _client.TryRead(buffer, buffer.Length);
        _serverHasSpoken &= count <= 0;
        return count;
    }

    /// <summary>Reads from the server what is no handshake.</summary>
    /// <returns>As above.</returns>
    internal async Task<int> TryReadServerAsync(PlayEnd server, byte[] buffer)
    {
        Task? protecting;
        lock (_gate)
        {
            protecting = _protecting;
            if (protecting is null)
            {
                int count = server.TryRead(buffer, buffer.Length);
                _serverHasSpoken |= count > 0;
                return count;
            }
        }

        await protecting.ConfigureAwait(false);
        return -1;
    }

    private async Task<bool> IsHelloAsync()
    {
        for (int looks = 0; looks < MostLooks; looks++)
        {
            int count = _client.Peek(_start);
            bool may = count > 0 && _start[0] == 0x16 && (count < 2 || _start[1] == 3) && (count < 6 || _start[5] == 1) && (count < 10 || _start[9] == 3);
            if (!may || count == HelloStart)
            {
                return may;
            }

            await Task.Delay(s_betweenLooks).ConfigureAwait(false);
        }

        return false;
    }
}
