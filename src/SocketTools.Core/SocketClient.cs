using System;
using System.Threading;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Http;
using SocketTools.Limits;
using SocketTools.Tls;
using SocketTools.Transport;
using SocketTools.Url;

namespace SocketTools;

/// <summary>The front door for C#: what most programs want, in one line each, under the default clocks.</summary>
/// <remarks>For more there are <see cref="ConnectionOpener"/>, <see cref="HttpFetcher"/> and <see cref="UriFetcher"/>, which this is made of.</remarks>
public static class SocketClient
{
    /// <summary>Connects to a TCP port.</summary>
    /// <param name="hostName">A name or an address.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>The connection, open; dispose it to close it.</returns>
    /// <exception cref="SocketToolsException">As <see cref="ConnectionOpener.Open"/>; <see cref="Fault.ConnectTimeout"/> after 15 s.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public static SocketConnection Connect(string hostName, int port, CancellationToken cancel = default) =>
        new ConnectionOpener().Open(HostEndPoint.Create(hostName, port), Clock(cancel));

    /// <summary>The same over TLS, the certificate checked.</summary>
    /// <inheritdoc cref="Connect"/>
    public static SocketConnection ConnectTls(string hostName, int port, CancellationToken cancel = default) =>
        Secure().Open(HostEndPoint.Create(hostName, port), Clock(cancel));

    /// <summary>Sends a GET request and reads its response whole, whatever its status.</summary>
    /// <param name="uri">http or https.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="SocketToolsException">As <see cref="HttpFetcher.Fetch"/>.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public static RawHttpResponse Get(string uri, CancellationToken cancel = default)
    {
        using var fetcher = new HttpFetcher();
        return fetcher.Fetch(new HttpRequest("GET", HttpTarget.Parse(uri), new Version(1, 1)), Clock(cancel));
    }

    /// <summary>Fetches what a URI names.</summary>
    /// <param name="uri">http, https, ftp, gopher or file.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="SocketToolsException">As <see cref="UriFetcher.Fetch"/>.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public static UriContent Fetch(string uri, CancellationToken cancel = default)
    {
        using var fetcher = new UriFetcher(new ConnectionOpener(), Secure(), new UriOptions());
        return fetcher.Fetch(UriReference.Parse(uri), Clock(cancel));
    }

    private static ConnectionOpener Secure() => new() { Tls = new TlsSettings() };

    private static CallClock Clock(CancellationToken cancel) => new(Timeouts.Default, cancel);
}
