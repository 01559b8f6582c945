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
    private const int MySqlRequestLength = 36;

    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromMilliseconds(5);
    private const int MostLooks = 200;

    private readonly PlayEnd _client;
    private readonly PlayEnd _server;
    private readonly Func<Task> _protect;
    private readonly object _gate = new();
    private readonly byte[] _start = new byte[MySqlRequestLength];
    private volatile bool _serverHasSpoken;
    private bool _clientHasSpoken;
    private volatile Task? _protecting;

    /// <summary>Prepares it.</summary>
    /// <param name="client">Who begins.</param>
    /// <param name="server">With whom.</param>
    /// <param name="isData">Whether it is a data connection of FTP, where the client begins TLS at once, or never (RFC 4217, 9).</param>
    /// <param name="protect">Begins TLS on both sides.</param>
    internal RelayUpgrade(PlayEnd client, PlayEnd server, bool isData, Func<Task> protect)
    {
        _serverHasSpoken = _clientHasSpoken = isData;
        _client = client;
        _server = server;
        _protect = protect;
    }

    /// <summary>Reads from the client; where it begins TLS, takes part before.</summary>
    /// <returns>How many bytes; 0 at the end; -1: nothing is there yet, or now it is TLS that is read.</returns>
    internal async Task<int> ReadClientAsync(byte[] buffer)
    {
        if (_protecting is Task begun)
        {
            return await ReadInsideAsync(begun, _client, buffer).ConfigureAwait(false);
        }

        if (_serverHasSpoken && await IsNextAsync(MayBeHello, HelloStart).ConfigureAwait(false))
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

        bool isRequest = _serverHasSpoken && !_clientHasSpoken && await IsNextAsync(MayBeMySqlRequest, MySqlRequestLength).ConfigureAwait(false);
        int count = _client.TryRead(buffer, isRequest ? MySqlRequestLength : buffer.Length);
        _clientHasSpoken |= count > 0;
        _serverHasSpoken &= count <= 0 || isRequest;
        return count;
    }

    /// <summary>Reads from the server what is no handshake.</summary>
    /// <returns>As above.</returns>
    internal async Task<int> ReadServerAsync(byte[] buffer)
    {
        Task? protecting;
        lock (_gate)
        {
            protecting = _protecting;
            if (protecting is null)
            {
                int count = _server.TryRead(buffer, buffer.Length);
                _serverHasSpoken |= count > 0;
                return count;
            }
        }

        return await ReadInsideAsync(protecting, _server, buffer).ConfigureAwait(false);
    }

    // TLS with the server stands before that with the client does: nothing of what it says inside may be passed on sooner.
    private static async Task<int> ReadInsideAsync(Task protecting, PlayEnd end, byte[] buffer)
    {
        await protecting.ConfigureAwait(false);
        return await end.ReadAsync(buffer, buffer.Length).ConfigureAwait(false);
    }

    private static bool MayBeHello(byte[] start, int count) =>
        start[0] == 0x16 && (count < 2 || start[1] == 3) && (count < 6 || start[5] == 1) && (count < 10 || start[9] == 3);

    // MySQL's client asks in a packet of its own, the second of the connection, and does not wait for consent: length 32, number 1, flags with
    // CLIENT_SSL among them, and 19 zeros; of MariaDB's client, more flags are behind them.
    private static bool MayBeMySqlRequest(byte[] start, int count)
    {
        for (int i = 0; i < count; i++)
        {
            bool may = i switch { 0 => start[i] == 32, 1 or 2 => start[i] == 0, 3 => start[i] == 1, 5 => (start[i] & 8) != 0, > 12 and < 32 => start[i] == 0, _ => true };
            if (!may)
            {
                return false;
            }
        }

        return true;
    }

    // Whether the client's next bytes are what they may be so far, waiting for as many as it takes to tell.
    private async Task<bool> IsNextAsync(Func<byte[], int, bool> mayBe, int length)
    {
        for (int looks = 0; looks < MostLooks; looks++)
        {
            int count = Math.Min(length, _client.Peek(_start));
            bool may = count > 0 && mayBe(_start, count);
            if (!may || count == length)
            {
                return may;
            }

            await Task.Delay(s_betweenLooks).ConfigureAwait(false);
        }

        return false;
    }
}
