using SocketTools.Faults;

namespace SocketTools.Probing;

/// <summary>What came of an end point, or of a name that led to none.</summary>
/// <param name="HostName">The host as it was asked for.</param>
/// <param name="Test">What one probe found; null where the others are not.</param>
/// <param name="Ping">What several probes of one end point found.</param>
/// <param name="Fault">Why there is nothing to probe.</param>
/// <param name="Ports">The ports that were not probed then.</param>
public readonly record struct ProbeOutcome(string HostName, PortTest? Test, PortPing? Ping, SocketToolsException? Fault, PortList? Ports = null);
