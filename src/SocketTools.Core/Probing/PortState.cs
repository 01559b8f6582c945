namespace SocketTools.Probing;

/// <summary>What a probe found out about a port.</summary>
// Of 64 bits, so that ConvertTo-Json writes the name.
public enum PortState : long
{
    /// <summary>It took the connection; over UDP, it replied.</summary>
    Open,

    /// <summary>Its host refused: nobody listens there.</summary>
    Closed,

    /// <summary>TCP only: no answer, or one from somewhere on the way. A firewall drops, or the host is not there.</summary>
    Filtered,

    /// <summary>UDP only: nothing came back. The port may be open and silent, or filtered: UDP cannot tell.</summary>
    NoReply,

    /// <summary>It could not be probed from here.</summary>
    Error,
}
