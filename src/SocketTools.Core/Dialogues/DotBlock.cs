using System;
using System.Collections.Generic;
using System.Text;

namespace SocketTools.Dialogues;

/// <summary>The bytes of a dot block as text.</summary>
internal static class DotBlock
{
    /// <summary>The lines, without their ends.</summary>
    internal static string[] Split(byte[] block, Encoding encoding)
    {
        var lines = new List<string>();
        int start = 0;
        while (start < block.Length)
        {
            int end = Array.IndexOf(block, (byte)'\n', start);
            int next = end < 0 ? block.Length : end + 1;
            end = end < 0 ? block.Length : end;
            end -= end > start && block[end - 1] == '\r' ? 1 : 0;
            lines.Add(encoding.GetString(block, start, end - start));
            start = next;
        }

        return lines.ToArray();
    }
}
