namespace SocketTools.Tracing;

/// <summary>What an entry of a transcript is, seen from whoever recorded it.</summary>
// Of 64 bits, so that ConvertTo-Json writes the name.
public enum TranscriptKind : long
{
    /// <summary>Bytes that the recording side sent.</summary>
    Sent,

    /// <summary>Bytes that the recording side received.</summary>
    Received,

    /// <summary>Something that happened around the bytes: connected, close, reset.</summary>
    Event,
}
