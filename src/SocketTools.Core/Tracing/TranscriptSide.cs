namespace SocketTools.Tracing;

/// <summary>One of the two that talk.</summary>
public enum TranscriptSide
{
    /// <summary>Who connected; C in the notation, whoever records.</summary>
    Client,

    /// <summary>Who was connected to; S in the notation.</summary>
    Server,
}
