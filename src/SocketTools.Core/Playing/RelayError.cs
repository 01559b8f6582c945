using System;
using SocketTools.Faults;

namespace SocketTools.Playing;

/// <summary>Why a client could not be passed on.</summary>
/// <param name="Client">Which client it was, from 1.</param>
/// <param name="Fault">What went wrong.</param>
/// <param name="Message">The same in words.</param>
/// <param name="Time">When.</param>
public sealed record RelayError(int Client, Fault Fault, string Message, DateTimeOffset Time)
{
    /// <inheritdoc/>
    public override string ToString() => Message;
}
