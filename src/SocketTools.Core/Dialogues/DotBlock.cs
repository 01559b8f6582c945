using System;
using System.Collections.Generic;
using System.Text;

namespace SocketTools.Dialogues;

/// <summary>The bytes of a dot block as they come, line by line.</summary>
internal sealed class DotBlock
{
    private byte[] _bytes = new byte[256];
    private int _count;

    /// <summary>Adds a line, with its end and without its stuffing.</summary>
    internal void Add(byte[] array, int offset, int count)
    {
        if (count > _bytes.Length - _count)
        {
            Array.Resize(ref _bytes, Math.Max(_count + count, 2 * _bytes.Length));
        }

        Buffer.BlockCopy(array, offset, _bytes, _count, count);
        _count += count;
    }

    /// <summary>All of it.</summary>
    internal byte[] ToArray()
    {
        Array.Resize(ref _bytes, _count);
        return _bytes;
    }

    /// <summary>All of it, as lines of text without their ends.</summary>
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
