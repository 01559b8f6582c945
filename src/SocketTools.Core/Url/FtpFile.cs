using System;

namespace SocketTools.Url;

/// <summary>What an FTP server tells of a file.</summary>
/// <param name="Length">In bytes; null where it does not say.</param>
/// <param name="Modified">When it was changed; null where it does not say.</param>
internal readonly record struct FtpFile(long? Length, DateTimeOffset? Modified);
