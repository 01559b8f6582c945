using System;

namespace SocketTools.Url;

/// <summary>A line of MLSD: <c>fact=value;fact=value; name</c> (RFC 3659, 7.2).</summary>
internal static class FactStyle
{
    /// <summary>Reads a line.</summary>
    /// <param name="line">The line, a character for each byte.</param>
    /// <param name="isItself">Whether it is about the directory itself, or the one above it.</param>
    /// <returns>Null: nobody can read it.</returns>
    internal static FtpEntry? Read(string line, out bool isItself)
    {
        isItself = false;
        int end = EndOfFacts(line);
        if (end < 0)
        {
            return null;
        }

        long? length = null;
        DateTimeOffset? modified = null;
        bool isDirectory = false;
        foreach (string fact in line.Substring(0, end).Split(';'))
        {
            int equals = fact.IndexOf('=');
            string value = fact.Substring(equals + 1);
            switch (equals < 0 ? "" : fact.Substring(0, equals).ToLowerInvariant())
            {
                case "type":
                    isItself = value.Equals("cdir", StringComparison.OrdinalIgnoreCase) || value.Equals("pdir", StringComparison.OrdinalIgnoreCase);
                    isDirectory = value.Equals("dir", StringComparison.OrdinalIgnoreCase);
                    break;
                case "size":
                    length = FtpText.Length(value);
                    break;
                case "modify":
                    modified = FtpText.Time(value);
                    break;
                default:
                    break;
            }
        }

        return new FtpEntry(line.Substring(end + 1), isDirectory, length, modified);
    }

    // Each fact ends with a semicolon, and the first space behind one begins the name: a value may have spaces too (UNIX.groupname=domain users).
    // Some servers leave the last semicolon out.
    private static int EndOfFacts(string line)
    {
        if (line[0] == ' ')
        {
            return 0;
        }

        int end = line.IndexOf("; ", StringComparison.Ordinal);
        return end >= 0 && line.IndexOf('=') is >= 0 and int equals && equals < end ? end + 1 : line.IndexOf(' ');
    }
}
