using System;
using SocketTools.Faults;

namespace SocketTools.Limits;

/// <summary>A clock ran out.</summary>
internal static class ClockFaults
{
    /// <summary>No client connected to a listener in time.</summary>
    internal static SocketToolsException AcceptTimeout(string local, TimeSpan wait) =>
        new(Fault.ConnectTimeout, $"No client connected to {local} within {FaultFactory.Seconds(wait)}.") { Limit = Limit.Timeout, Advice = Advice.AcceptAgain };

    /// <summary>A clock ran out while waiting for bytes.</summary>
    internal static SocketToolsException ReceiveTimeout(string peer, TimeSpan wait, Limit limit, Advice advice) =>
        new(Fault.ReceiveTimeout, limit == Limit.IdleTimeout
            ? $"Nothing came from {peer} for {FaultFactory.Seconds(wait)}."
            : $"What was asked for did not come from {peer} within {FaultFactory.Seconds(wait)}.") { Limit = limit, Advice = advice };

    /// <summary>A clock ran out while the peer took no bytes.</summary>
    internal static SocketToolsException SendTimeout(string peer, TimeSpan wait, Limit limit) =>
        new(Fault.SendTimeout, limit == Limit.Timeout
            ? $"Sending to {peer} was not done within {FaultFactory.Seconds(wait)}."
            : $"{peer} took no more bytes for {FaultFactory.Seconds(wait)}.") { Limit = limit };
}
