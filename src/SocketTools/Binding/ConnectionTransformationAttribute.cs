using System.Collections;
using System.Linq;
using System.Management.Automation;
using System.Net.Sockets;
using SocketTools.Connections;

namespace SocketTools.Binding;

/// <summary>Lets a connection be named by its id.</summary>
public sealed class ConnectionTransformationAttribute : IdTransformationAttribute
{
    /// <summary>Makes it.</summary>
    public ConnectionTransformationAttribute()
        : base("connection")
    {
    }

    /// <summary>Whether an id counts only where no other parameter takes the argument: where a line or a pattern may stand in the same place.</summary>
    public bool Yields { get; set; }

    /// <summary>Whether a listener may stand in the same place: its id is the listener.</summary>
    public bool OrListener { get; set; }

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object made = base.Transform(engineIntrinsics, inputData);
        return Yields && !OrListener && Bare.Of(made) is SocketListener listener ? new NoConnection(NoneOf(listener)) : made;
    }

    private protected override string? Mistaken(object value) => value is not SocketListener listener || OrListener || Yields ? null : NoneOf(listener);

    private static string NoneOf(SocketListener listener) => $"The listener on {listener} is no connection. " + (
            listener.AnswersByItself ? "It answers its clients by itself: what they sent is in its property Requests, and what was said, where it records, in Transcripts."
            : listener.SocketType == SocketType.Dgram ? "It takes datagrams, which have none: Receive-SocketDatagram reads them."
            : "Wait-SocketConnection gives its clients, each a connection.");

    /// <summary>The open connection with an id.</summary>
    internal static SocketConnection Find(int id) => ConnectionTable.Find(id)
        ?? throw new ArgumentTransformationMetadataException($"There is no open connection with id {id}. Get-SocketConnection lists them.");

    private protected override object Named(int id, object written) =>
        OrListener && ConnectionTable.FindListener(id) is SocketListener listener ? listener : Yields ? (object)new ConnectionId(id) : Find(id);

    private protected override bool Leaves(IList list) => Yields && !list.Cast<object?>().All(static item => Bare.Of(item) is SocketConnection);
}
