using System.Text;
using SocketTools.Connections;
using SocketTools.Limits;

namespace SocketTools.Replies;

/// <summary>How a reply is read.</summary>
public sealed record ReplyOptions
{
    /// <summary>How commands are encoded and replies decoded.</summary>
    public Encoding Encoding { get; init; } = ConnectionSettings.DefaultEncoding;

    /// <summary>The longest line, in bytes, its end not counted.</summary>
    public int MaxLineLength { get; init; } = Budgets.MaxLineLength;

    /// <summary>The largest reply, in bytes, everything counted, and 64 more for each line.</summary>
    public long MaxBytes { get; init; } = Budgets.MaxReplyBytes;

    /// <summary>Whether strings whose bytes the protocol counts stay bytes (Redis), in place of text where they are text.</summary>
    public bool AsBytes { get; init; }
}
