using System;

namespace SocketTools.Url;

/// <summary>What a line of an FTP listing says.</summary>
/// <param name="Name">A character for each byte.</param>
/// <param name="IsDirectory">Whether it is a directory.</param>
/// <param name="Length">In bytes; null where the line does not say.</param>
/// <param name="Modified">When it was changed; null where the line does not say, or not in a language that is known.</param>
internal readonly record struct FtpEntry(string Name, bool IsDirectory, long? Length, DateTimeOffset? Modified);
