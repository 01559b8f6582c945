using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;

namespace SocketTools.Fuzz;

/// <summary>The inputs that a target begins with: a line each, a context, a tab, and the bytes with the escapes of the transcripts' notation.</summary>
internal static class Corpus
{
    /// <summary>Reads a file of the corpus.</summary>
    internal static IReadOnlyList<(string Context, byte[] Bytes)> Read(string name) =>
        File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Corpus", name + ".txt"))
            .Where(static l => l.Length > 0 && l[0] != '#')
            .Select(static l => l.Split('\t', 2))
            .Select(static p => (p[0], Bytes(p[1])))
            .ToList();

    /// <summary>The bytes as the corpus writes them.</summary>
    internal static string Written(byte[] bytes)
    {
        var text = new StringBuilder();
        foreach (byte value in bytes)
        {
            text.Append(value switch
            {
                (byte)'\r' => "\\r",
                (byte)'\n' => "\\n",
                (byte)'\t' => "\\t",
                (byte)'\\' => "\\\\",
                < 32 or > 126 => "\\x" + value.ToString("X2", CultureInfo.InvariantCulture),
                _ => ((char)value).ToString(),
            });
        }

        return text.ToString();
    }

    private static byte[] Bytes(string written)
    {
        var bytes = new List<byte>();
        for (int i = 0; i < written.Length; i++)
        {
            if (written[i] != '\\')
            {
                bytes.Add((byte)written[i]);
                continue;
            }

            i++;
            bytes.Add(written[i] switch { 'r' => 13, 'n' => 10, 't' => 9, 'x' => Convert.ToByte(written.Substring(i + 1, 2), 16), _ => (byte)written[i] });
            i += written[i] == 'x' ? 2 : 0;
        }

        return bytes.ToArray();
    }
}
