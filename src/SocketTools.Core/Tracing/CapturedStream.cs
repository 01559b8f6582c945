using System.Net;

namespace SocketTools.Tracing;

/// <summary>One stream of a capture: who, and how much.</summary>
internal sealed class CapturedStream
{
    private long _bytes;

    internal CapturedStream(int number, CapturedPacket first)
    {
        Number = number;
        IsTcp = first.IsTcp;
        bool isSyn = first.Has(TcpPacket.Syn);
        Begins = isSyn && !first.Has(TcpPacket.Ack) ? first.Sequence : null;

        // Without the beginning: who answers a SYN is the server, or else who has the lower port.
        bool fromServer = isSyn ? first.Has(TcpPacket.Ack) : first.IsTcp && first.From.Port < first.To.Port;
        Client = fromServer ? first.To : first.From;
        Server = fromServer ? first.From : first.To;
    }

    internal int Number { get; }

    internal bool IsTcp { get; }

    /// <summary>The client's first sequence number; null: its SYN was not captured.</summary>
    internal uint? Begins { get; }

    internal IPEndPoint Client { get; }

    internal IPEndPoint Server { get; }

    internal void Count(CapturedPacket packet) => _bytes += packet.Length;

    /// <inheritdoc/>
    public override string ToString() => $"{Number}: {Client} to {Server}, {_bytes} bytes";
}
