using System;
using System.IO;
using System.Text;

namespace SocketTools.Http;

/// <summary>From a body's bytes to text.</summary>
public static class BodyText
{
    /// <summary>Decodes by the charset parameter (RFC 9110, 8.3.2), else by a byte order mark, else as UTF-8.</summary>
    internal static string Decode(byte[] body, string[]? contentType)
    {
        Encoding encoding = contentType is null ? Encoding.UTF8 : Charset(contentType[contentType.Length - 1]) ?? Encoding.UTF8;
        using var reader = new StreamReader(new MemoryStream(body, writable: false), encoding, detectEncodingFromByteOrderMarks: true);
        return reader.ReadToEnd();
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
