namespace SocketTools.Framing;

/// <summary>What a scanner found.</summary>
/// <param name="Found">False: more bytes are needed.</param>
/// <param name="Length">How many bytes of the window, from its start, are the content.</param>
/// <param name="Consumed">How many bytes of the window belong to it, its delimiter included.</param>
public readonly record struct ScanResult(bool Found, int Length, int Consumed)
{
    /// <summary>More bytes are needed.</summary>
    public static ScanResult NeedMore => default;
}
