using System;
using System.Collections.Generic;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Limits;

namespace SocketTools.Url;

/// <summary>Fetches what URIs name, whatever their scheme: one opener for all.</summary>
public sealed class UriFetcher : IDisposable
{
    private readonly Dictionary<string, IUriScheme> _schemes;
    private readonly HttpScheme _http;

    /// <summary>Makes it; nothing is opened yet.</summary>
    /// <param name="opener">Opens plain connections.</param>
    /// <param name="secureOpener">Opens connections that speak TLS from the start.</param>
    /// <param name="options">How to fetch.</param>
    public UriFetcher(ConnectionOpener opener, ConnectionOpener secureOpener, UriOptions options)
    {
        _http = new HttpScheme(opener, secureOpener, options);
        _schemes = new Dictionary<string, IUriScheme>
        {
            ["http"] = _http,
            ["https"] = _http,
            ["ftp"] = new FtpScheme(opener, options),
            ["gopher"] = new GopherScheme(opener, options),
            ["file"] = new FileScheme(options),
        };
    }

    /// <summary>Fetches what a URI names, whole.</summary>
    /// <param name="uri">What to fetch.</param>
    /// <param name="clock">Ends the waits; connecting included.</param>
    /// <exception cref="SocketToolsException">As opening a connection and receiving; <see cref="Fault.ReplyRejected"/>: there is no such thing;
    /// <see cref="SocketToolsException.Partial"/>: what came of it, or the server's answer.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    public UriContent Fetch(UriReference uri, CallClock clock)
    {
        try
        {
            return _schemes[uri.Scheme].Fetch(uri, clock);
        }
        catch (SocketToolsException late) when (late.Fault is Fault.ReceiveTimeout or Fault.SendTimeout)
        {
            throw FaultFactory.OnClosedConnection(late, null);
        }
    }

    /// <summary>Closes the connections that were kept.</summary>
    public void Dispose() => _http.Dispose();
}
