using SocketTools.Replies;

namespace SocketTools.Url;

/// <summary>How a transfer ended.</summary>
/// <param name="EndedCleanly">Whether TLS, where it was spoken, ended in order.</param>
/// <param name="Reply">What the server said in place of sending something; null: it sent.</param>
internal readonly record struct FtpTransfer(bool EndedCleanly, SocketReply? Reply);
