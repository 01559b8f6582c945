using System;
using System.Globalization;
using System.IO;
using System.Linq;

namespace SocketTools.Probing;

/// <summary>How many sockets this process may still open, as far as the system tells without being called natively.</summary>
internal static class HandleBudget
{
    // For what else goes on in the process meanwhile: files, modules, other connections.
    private const int Reserve = 64;

    private const string LimitLine = "Max open files";

    /// <summary>How many, at least 1; <see cref="int.MaxValue"/> where the system does not tell: then running out does.</summary>
    internal static int Free()
    {
        try
        {
            string? line = File.Exists("/proc/self/limits") ? File.ReadLines("/proc/self/limits").FirstOrDefault(static l => l.StartsWith(LimitLine, StringComparison.Ordinal)) : null;
            string[] words = line is null ? Array.Empty<string>() : line.Substring(LimitLine.Length).Split(new[] { ' ' }, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || !int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out int limit))
            {
                return int.MaxValue;
            }

            return Math.Max(1, limit - Directory.EnumerateFileSystemEntries("/proc/self/fd").Count() - Reserve);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return int.MaxValue;
        }
    }
}
