using SocketTools.Transport;

namespace SocketTools.Connections;

/// <summary>An option of a socket and its value.</summary>
/// <param name="Name">Which option.</param>
/// <param name="Value">Its value, in the unit that <see cref="SocketOptionId"/> gives; null where this platform or kind of socket has none.</param>
public sealed record SocketOption(SocketOptionId Name, object? Value);
