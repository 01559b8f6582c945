namespace SocketTools.Tracing;

/// <summary>One of the two that talk.</summary>
// Of 64 bits, so that ConvertTo-Json writes the name.
public enum TranscriptSide : long
{
    /// <summary>Who connected; C in the notation, whoever records.</summary>
    Client,

    /// <summary>Who was connected to; S in the notation.</summary>
    Server,
}
