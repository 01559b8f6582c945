using System;
using System.Globalization;
using System.IO;
using System.Text;

namespace SocketTools.Bodies;

/// <summary>What a file is called until it is whole: its name with <c>.part</c> behind it, or <c>.1.part</c> and so on.</summary>
/// <remarks>File systems take names of 255 bytes. Where the part's, or its validator's, would be longer, the front of the name stands for it, with a
/// hash of the whole, so that the same file has the same part at the next try.</remarks>
internal static class PartName
{
    /// <summary>What a part's validator has behind the part's name.</summary>
    internal const string Validator = ".validator";

    private const int Longest = 255;
    private const int HashLength = 8;

    /// <summary>The path of a file's part.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="index">Which one, from 0.</param>
    internal static string Of(string path, int index)
    {
        string end = (index == 0 ? "" : "." + index.ToString(CultureInfo.InvariantCulture)) + ".part";
        string name = Path.GetFileName(path);
        int room = Longest - end.Length - Validator.Length;
        if (Encoding.UTF8.GetByteCount(name) <= room)
        {
            return path + end;
        }

        string shortened = Front(name, room - HashLength - 1) + "~" + Hash(name) + end;
        return Path.GetDirectoryName(path) is string folder ? Path.Combine(folder, shortened) : shortened;
    }

    // As many whole characters as fit.
    private static string Front(string name, int bytes)
    {
        int count = Math.Min(name.Length, bytes);
        while (count > 0 && (Encoding.UTF8.GetByteCount(name.Substring(0, count)) > bytes || char.IsHighSurrogate(name[count - 1])))
        {
            count--;
        }

        return name.Substring(0, count);
    }

    // FNV-1a: names that begin alike are to differ, no more.
    private static string Hash(string name)
    {
        uint hash = 2166136261;
        foreach (byte value in Encoding.UTF8.GetBytes(name))
        {
            hash = unchecked((hash ^ value) * 16777619);
        }

        return hash.ToString("x8", CultureInfo.InvariantCulture);
    }
}
