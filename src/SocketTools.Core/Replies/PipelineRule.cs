namespace SocketTools.Replies;

/// <summary>Whether a command may be sent before the replies to others have come, and others before its own has.</summary>
// Of 64 bits, so that ConvertTo-Json writes the name.
public enum PipelineRule : long
{
    /// <summary>Like any other.</summary>
    Free,

    /// <summary>It ends a group: nothing is sent behind it until it is answered (RFC 2920, 3.1).</summary>
    EndsGroup,

    /// <summary>What is to be sent next depends on its reply.</summary>
    Refused,
}
