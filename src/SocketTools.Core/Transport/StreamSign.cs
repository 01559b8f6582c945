namespace SocketTools.Transport;

/// <summary>How a stream stands at a glance.</summary>
// Of 64 bits, so that ConvertTo-Json writes the name.
public enum StreamSign : long
{
    /// <summary>Nothing to read at the moment.</summary>
    Quiet,

    /// <summary>Bytes can be read.</summary>
    Data,

    /// <summary>The peer has closed its side and everything it sent has been read.</summary>
    End,
}
