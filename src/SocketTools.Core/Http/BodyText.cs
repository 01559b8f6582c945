using System;
using System.IO;
using System.Text;

namespace SocketTools.Http;

/// <summary>From a body's bytes to text.</summary>
public static class BodyText
{
    private const int ExcerptBytes = 2048;
    private const int ExcerptLength = 300;

    /// <summary>Decodes by the charset parameter (RFC 9110, 8.3.2), else by a byte order mark, else as UTF-8.</summary>
    internal static string Decode(byte[] body, string[]? contentType)
    {
        Encoding encoding = contentType is null ? Encoding.UTF8 : Charset(contentType[contentType.Length - 1]) ?? Encoding.UTF8;
        using var reader = new StreamReader(new MemoryStream(body, writable: false), encoding, detectEncodingFromByteOrderMarks: true);
        return reader.ReadToEnd();
    }

    /// <summary>The start of a body on one line, where it is text as it came; empty where it is not.</summary>
    internal static string Start(byte[] body, HttpFieldCollection headers)
    {
        if (headers.Contains("Content-Encoding") || Array.IndexOf(body, (byte)0, 0, Math.Min(body.Length, ExcerptBytes)) >= 0)
        {
            return "";
        }

        var start = new byte[Math.Min(body.Length, ExcerptBytes)];
        Buffer.BlockCopy(body, 0, start, 0, start.Length);
        string text = string.Join(" ", Decode(start, headers["Content-Type"]).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('\uFFFD');
        return text.Length <= ExcerptLength ? text : text.Substring(0, ExcerptLength) + "…";
    }

    /// <summary>Decodes in an encoding that was asked for; a byte order mark of it is none of the text.</summary>
    internal static string Decode(byte[] body, Encoding encoding)
    {
        string text = encoding.GetString(body);
        return text.Length > 0 && text[0] == '\uFEFF' ? text.Substring(1) : text;
    }

    // An unknown charset is no reason to give no text: the bytes are in Body.
    /// <summary>The encoding that a Content-Type's charset parameter names; null where it names none that is known.</summary>
    public static Encoding? Charset(string contentType)
    {
        foreach (string parameter in contentType.Split(';'))
        {
            int equals = parameter.IndexOf('=');
            if (equals > 0 && string.Equals(parameter.Substring(0, equals).Trim(), "charset", StringComparison.OrdinalIgnoreCase))
            {
                try
                {
                    return Encoding.GetEncoding(parameter.Substring(equals + 1).Trim().Trim('"'));
                }
                catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
                {
                    return null;
                }
            }
        }

        return null;
    }
}
