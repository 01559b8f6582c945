using System;
using System.Collections.Generic;
using SocketTools.Faults;

namespace SocketTools.Http;

/// <summary>Makes fields of a header block's or trailer section's lines (RFC 9112, 5).</summary>
internal static class FieldParser
{
    /// <summary>Splits a block into its lines, their ends and the final empty line left out.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.ProtocolViolation"/>: CR that ends no line, or NUL.</exception>
    internal static List<string> Lines(byte[] array, int offset, int length)
    {
        // RFC 9110, 5.5: CR and NUL in a value are "invalid and dangerous": reject, or replace with SP. What was received is never rewritten here: rejected.
        var lines = new List<string>();
        int start = offset;
        for (int i = offset; i < offset + length; i++)
        {
            byte b = array[i];
            if (b == 0)
            {
                throw FaultFactory.ProtocolViolation("The header block holds NUL (RFC 9110, 5.5).");
            }

            if (b == '\r' && (i + 1 == offset + length || array[i + 1] != '\n'))
            {
                throw FaultFactory.ProtocolViolation("The header block holds CR that is not followed by LF (RFC 9112, 2.2).");
            }

            if (b == '\n')
            {
                int end = i > start && array[i - 1] == '\r' ? i - 1 : i;
                if (end > start)
                {
                    lines.Add(HttpText.Latin1.GetString(array, start, end - start));
                }

                start = i + 1;
            }
        }

        return lines;
    }

    /// <summary>Adds the fields that lines hold, from a line on.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.ProtocolViolation"/>.</exception>
    internal static void Parse(List<string> lines, int first, HttpFieldCollection fields)
    {
        string? name = null;
        string value = "";
        for (int i = first; i < lines.Count; i++)
        {
            string line = lines[i];
            if (line[0] is ' ' or '\t')
            {
                // RFC 9112, 5.2: a user agent replaces each obs-fold with one or more SP. A fold before the first field continues nothing (2.2).
                if (name is null)
                {
                    throw FaultFactory.ProtocolViolation("The first field line begins with white space (RFC 9112, 2.2).");
                }

                value = (value + " " + Trimmed(line, 0)).Trim(' ');
                continue;
            }

            if (name is not null)
            {
                fields.Add(name, value);
            }

            int colon = line.IndexOf(':');
            name = colon < 0 ? line : line.Substring(0, colon);
            if (colon < 0 || !HttpText.IsToken(name))
            {
                // White space before the colon: RFC 9112, 5.1 lets a proxy remove it and a server must refuse it; clients disagree, so it is refused.
                throw FaultFactory.ProtocolViolation($"'{Excerpt(line)}' is not a field line (RFC 9112, 5).");
            }

            value = Trimmed(line, colon + 1);
        }

        if (name is not null)
        {
            fields.Add(name, value);
        }
    }

    /// <summary>The start of a line, for an error; control characters shown as dots.</summary>
    internal static string Excerpt(string line)
    {
        char[] start = line.Substring(0, Math.Min(line.Length, 60)).ToCharArray();
        for (int i = 0; i < start.Length; i++)
        {
            start[i] = start[i] is < ' ' or (>= '\x7F' and < '\xA0') ? '.' : start[i];
        }

        return new string(start) + (line.Length > 60 ? "…" : "");
    }

    private static string Trimmed(string line, int start)
    {
        int end = line.Length;
        while (start < end && line[start] is ' ' or '\t')
        {
            start++;
        }

        while (end > start && line[end - 1] is ' ' or '\t')
        {
            end--;
        }

        return line.Substring(start, end - start);
    }
}
