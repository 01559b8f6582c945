namespace SocketTools.Connections;

/// <summary>How a listener stands.</summary>
public enum ListenerState
{
    /// <summary>Clients can connect.</summary>
    Listening,

    /// <summary>Stopped.</summary>
    Stopped,
}
