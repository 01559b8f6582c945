using System;
using System.Collections.Generic;
using System.Net.Sockets;
using SocketTools.Tracing;

namespace SocketTools.Connections;

/// <summary>What serves a listener's clients in the background, in place of whoever would accept them.</summary>
/// <remarks>The listener knows no more of it than this; disposing it drops the clients that are being served.</remarks>
public interface IResponder : IDisposable
{
    /// <summary>Begins to serve.</summary>
    /// <param name="listener">A listening socket; stays the listener's.</param>
    /// <param name="accepted">To be called for each client.</param>
    void Start(Socket listener, Action accepted);

    /// <summary>What each client has sent so far, the first first.</summary>
    IReadOnlyList<ListenerRequest> Requests { get; }

    /// <summary>What crossed the wire with each client, the first first; none where it is not recorded.</summary>
    IReadOnlyList<SocketTranscript> Transcripts { get; }
}
