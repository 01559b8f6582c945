using System;
using System.Net;

namespace SocketTools.Playing;

/// <summary>A client that did not say what the transcript has.</summary>
/// <param name="Client">Which client it was, from 1.</param>
/// <param name="RemoteEndPoint">Its address and port; null where the system does not know one.</param>
/// <param name="Step">The transcript's entry that was due, from 1; 0: it was over.</param>
/// <param name="Expected">What was due, in the notation.</param>
/// <param name="Got">What came, in the notation.</param>
/// <param name="Time">When.</param>
public sealed record ReplayMismatch(int Client, EndPoint? RemoteEndPoint, int Step, string Expected, string Got, DateTimeOffset Time)
{
    /// <inheritdoc/>
    public override string ToString() => $"Client {Client}, step {Step}: expected {Expected}; got {Got}";
}
