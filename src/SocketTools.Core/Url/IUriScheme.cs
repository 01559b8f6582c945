using System;
using SocketTools.Faults;
using SocketTools.Limits;

namespace SocketTools.Url;

/// <summary>How what a scheme's URIs name is fetched.</summary>
internal interface IUriScheme
{
    /// <summary>Fetches it whole.</summary>
    /// <param name="uri">What to fetch.</param>
    /// <param name="clock">Ends the waits; connecting included.</param>
    /// <exception cref="SocketToolsException">It cannot be had; <see cref="SocketToolsException.Partial"/> is what came of it.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    UriContent Fetch(UriReference uri, CallClock clock);
}
