using System;
using System.Collections.Generic;
using System.Net;
using SocketTools.Tracing;

namespace SocketTools.Playing;

/// <summary>What differs from client to client of one replay, however alike they speak: their tags, and the ports of their data connections.</summary>
internal sealed class ReplaySession : IDisposable
{
    private readonly PlayedDialogue _client;
    private readonly Queue<SocketTranscript> _data;
    private readonly Func<SocketTranscript, IPAddress, SocketReplay> _listen;
    private readonly FtpDataPorts _ports;
    private readonly ReplayTags _tags = new();

    /// <summary>Begins with a client.</summary>
    /// <param name="client">The client.</param>
    /// <param name="data">What is played on its data connections, in order.</param>
    /// <param name="listen">Starts to play one of them, on an address.</param>
    internal ReplaySession(PlayedDialogue client, IEnumerable<SocketTranscript> data, Func<SocketTranscript, IPAddress, SocketReplay> listen)
    {
        _client = client;
        _data = new Queue<SocketTranscript>(data);
        _listen = listen;
        _ports = new FtpDataPorts(client.Stop);
    }

    /// <summary>The client has said what a step waited for.</summary>
    internal void Hear(ReplayStep step, byte[] said)
    {
        _client.Said.Pass(TranscriptSide.Client, said);
        _tags.Learn(step, said);
    }

    /// <summary>What the server said then, as it says it to this client.</summary>
    internal byte[] Say(byte[] said)
    {
        if (_data.Count > 0 && FtpDataPort.Find(said) is not null && _client.LocalEndPoint is IPEndPoint here)
        {
            SocketReplay listener = _listen(_data.Dequeue(), here.Address);
            _ports.Add(listener);
            said = FtpDataPort.Replace(said, (IPEndPoint)listener.LocalEndPoint!);
        }

        said = _tags.Fill(said);
        _client.Said.Pass(TranscriptSide.Server, said);
        return said;
    }

    /// <inheritdoc/>
    public void Dispose() => _ports.Dispose();
}
