namespace SocketTools.Tests.Servers;

/// <summary>How bytes are put on the wire.</summary>
public enum Delivery
{
    /// <summary>In one send.</summary>
    Whole,

    /// <summary>In two sends.</summary>
    Halves,

    /// <summary>Each byte in its own send.</summary>
    ByteByByte,
}
