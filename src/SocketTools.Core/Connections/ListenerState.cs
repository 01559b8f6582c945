namespace SocketTools.Connections;

/// <summary>How a listener stands.</summary>
// Of 64 bits, so that ConvertTo-Json writes the name.
public enum ListenerState : long
{
    /// <summary>Clients can connect.</summary>
    Listening,

    /// <summary>Stopped.</summary>
    Stopped,
}
