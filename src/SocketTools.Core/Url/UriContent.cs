using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using SocketTools.Http;
using SocketTools.Tracing;

namespace SocketTools.Url;

/// <summary>What a URI named, with what is known about it, whatever the scheme.</summary>
public sealed class UriContent
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal UriContent(Uri uri, HttpFieldCollection headers)
    {
        Uri = uri;
        Headers = headers;
    }

    /// <summary>Where it came from, after all redirects.</summary>
    public Uri Uri { get; }

    /// <summary>The bytes: a file's, a response's, or a listing's as it came. Empty where they went to <see cref="OutFile"/>.</summary>
    public byte[] Bytes { get; internal set; } = Array.Empty<byte>();

    /// <summary>The bytes as text: in the encoding that was asked for, else by the charset of Content-Type or the byte order mark, else as UTF-8.</summary>
    public string Content => Encoding is null ? BodyText.Decode(Bytes, Headers["Content-Type"]) : BodyText.Decode(Bytes, Encoding);

    /// <summary>Content-Type with the charset, Content-Length and Last-Modified, as far as they are known; over http, all fields as they came.</summary>
    public HttpFieldCollection Headers { get; }

    /// <summary>The entries of a menu or a directory; empty where it is neither.</summary>
    public IReadOnlyList<UriItem> Items { get; internal set; } = Array.Empty<UriItem>();

    /// <summary>The full path of the file that the bytes were written to; null where they are in <see cref="Bytes"/>.</summary>
    public string? OutFile { get; internal set; }

    /// <summary>How long each stage took.</summary>
    public ResponseTiming Timing { get; internal set; } = new();

    /// <summary>How the text was asked to be decoded; null: as it says itself.</summary>
    internal Encoding? Encoding { get; init; }

    /// <summary>The URI.</summary>
    public override string ToString() => Uri.ToString();

    /// <summary>Tells the charset of text that came without fields: the one that was asked for, else what its bytes are for sure.</summary>
    internal void TellCharset()
    {
        string type = Headers["Content-Type"]![0];
        if (type.StartsWith("text/", StringComparison.Ordinal) && (Encoding ?? CertainEncoding()) is Encoding encoding)
        {
            Headers.Replace("Content-Type", type + "; charset=" + encoding.WebName);
        }
    }

    private Encoding? CertainEncoding()
    {
        // A byte order mark of UTF-16 is no UTF-8.
        if (Bytes.Length >= 2 && ((Bytes[0] == 0xFF && Bytes[1] == 0xFE) || (Bytes[0] == 0xFE && Bytes[1] == 0xFF)))
        {
            return Bytes[0] == 0xFF ? Encoding.Unicode : Encoding.BigEndianUnicode;
        }

        try
        {
            s_strict.GetCharCount(Bytes);
            return s_strict;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>What crossed the wire for it; of FTP, what was said on the control connection. Null: it was not recorded.</summary>
    public SocketTranscript? Transcript { get; set; }

    /// <summary>What crossed the wire for it, each connection by itself in the order in which they were opened; of FTP the control connection,
    /// then each data connection. None: it was not recorded.</summary>
    public IReadOnlyList<SocketTranscript> Transcripts { get; set; } = Array.Empty<SocketTranscript>();

    /// <summary>The fields of something that came without any.</summary>
    /// <param name="mediaType">Its media type.</param>
    /// <param name="length">Its length, in bytes; null where that is not known.</param>
    /// <param name="modified">When it was changed; null where that is not known.</param>
    internal static HttpFieldCollection Fields(string mediaType, long? length, DateTimeOffset? modified)
    {
        var fields = new HttpFieldCollection();
        fields.Add("Content-Type", mediaType);
        if (length is long known)
        {
            fields.Add("Content-Length", known.ToString(CultureInfo.InvariantCulture));
        }

        if (modified is DateTimeOffset time)
        {
            // RFC 9110, 5.6.7: always as GMT.
            fields.Add("Last-Modified", time.ToUniversalTime().ToString("R", CultureInfo.InvariantCulture));
        }

        return fields;
    }
}
