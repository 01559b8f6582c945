using System;
using System.IO;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using SocketTools.Tracing;

namespace SocketTools.Playing;

/// <summary>What a server of FTP says to a client of a relay: where it names the port of a data connection, one of the relay's own stands for it.</summary>
internal sealed class FtpRelay : IDisposable
{
    // No reply that names a port is longer.
    private const int LongestLine = 1024;

    private readonly WeatherLane _lane;
    private readonly IPAddress _here;
    private readonly Func<IPAddress, int, SocketRelay> _relay;
    private readonly bool _seesInside;
    private readonly MemoryStream _line = new();
    private readonly FtpDataPorts _ports;
    private bool _isTls;

    /// <summary>Begins with a client.</summary>
    /// <param name="lane">The way to it.</param>
    /// <param name="here">Where it has come to.</param>
    /// <param name="seesInside">Whether what is said inside TLS comes here in the clear.</param>
    /// <param name="relay">Starts to relay to a port of the server's.</param>
    /// <param name="stop">Signalled when data connections have to end at once.</param>
    internal FtpRelay(WeatherLane lane, IPAddress here, bool seesInside, Func<IPAddress, int, SocketRelay> relay, CancellationToken stop)
    {
        _seesInside = seesInside;
        _lane = lane;
        _here = here;
        _relay = relay;
        _ports = new FtpDataPorts(stop);
    }

    /// <summary>Passes on what the server said, whole lines at a time.</summary>
    internal async Task SendAsync(byte[] array, int offset, int count)
    {
        int end = offset + count;
        while (offset < end)
        {
            int newLine = _isTls ? -1 : Array.IndexOf(array, (byte)'\n', offset, end - offset);
            int part = (newLine < 0 ? end : newLine + 1) - offset;
            _line.Write(array, offset, part);
            offset += part;
            if (newLine >= 0 || _isTls || _line.Length > LongestLine)
            {
                await FlushAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Passes on what was kept back of a line.</summary>
    internal async Task FlushAsync()
    {
        byte[] line = _line.ToArray();
        _line.SetLength(0);
        if (!_isTls && FtpDataPort.Find(line) is int port)
        {
            SocketRelay relay = _relay(_here, port);
            _ports.Add(relay);
            line = FtpDataPort.Replace(line, (IPEndPoint)relay.LocalEndPoint!);
        }

        // RFC 4217, 4: what follows the consent is not to be read here.
        _isTls |= !_seesInside && SocketTranscriptEntry.Latin1.GetString(line).StartsWith("234 ", StringComparison.Ordinal);
        if (line.Length > 0)
        {
            await _lane.SendAsync(line, 0, line.Length).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _ports.Dispose();
}
