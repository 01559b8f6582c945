using System;
using System.Net;

namespace SocketTools.Transport;

/// <summary>An address of a host.</summary>
/// <param name="HostName">The name that was looked up.</param>
/// <param name="Address">The address.</param>
/// <param name="Order">When it would be tried, from 1.</param>
/// <param name="Elapsed">How long the look-up took, for all addresses of the name together.</param>
public sealed record ResolvedAddress(string HostName, IPAddress Address, int Order, TimeSpan Elapsed);
