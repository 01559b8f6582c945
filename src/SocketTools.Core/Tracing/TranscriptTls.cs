using System;
using System.Security.Authentication;
using System.Text;

namespace SocketTools.Tracing;

/// <summary>What a transcript knows of TLS, above which it was recorded.</summary>
public sealed class TranscriptTls
{
    // Not in every target's enumeration.
    private const SslProtocols Tls13 = (SslProtocols)12288;

    /// <summary>The version of TLS.</summary>
    public SslProtocols Protocol { get; init; }

    /// <summary>The cipher suite, by its registered name; empty where it is not known.</summary>
    public string CipherSuite { get; init; } = "";

    /// <summary>The application protocol that ALPN agreed on; null where none was.</summary>
    public string? ApplicationProtocol { get; init; }

    /// <summary>The subject of the peer's certificate; null where it presented none.</summary>
    public string? Subject { get; init; }

    /// <summary>What was negotiated, on one line.</summary>
    public override string ToString() => CipherSuite.Length > 0 ? $"{Protocol}, {CipherSuite}" : Protocol.ToString();

    /// <summary>The facts as an event tells them: <c>tls=1.3 cipher=TLS_AES_256_GCM_SHA384</c>.</summary>
    internal string ToWords()
    {
        var words = new StringBuilder("tls=").Append(Version(Protocol));
        Append(words, "cipher", CipherSuite);
        Append(words, "alpn", ApplicationProtocol);
        Append(words, "subject", Subject);
        return words.ToString();
    }

    /// <summary>The facts of an event's words; null where it tells none.</summary>
    internal static TranscriptTls? Parse(string words)
    {
        string? version = Value(words, "tls");
        return version is null ? null : new TranscriptTls
        {
            Protocol = version switch
            {
                "1.3" => Tls13,
                "1.2" => SslProtocols.Tls12,
#pragma warning disable CA5397, SYSLIB0039 // Old versions are told of, not spoken.
                "1.1" => SslProtocols.Tls11,
                "1.0" => SslProtocols.Tls,
#pragma warning restore CA5397, SYSLIB0039
                _ => SslProtocols.None,
            },
            CipherSuite = Value(words, "cipher") ?? "",
            ApplicationProtocol = Value(words, "alpn"),
            Subject = Value(words, "subject"),
        };
    }

    private static string Version(SslProtocols protocol) => protocol switch
    {
        Tls13 => "1.3",
        SslProtocols.Tls12 => "1.2",
#pragma warning disable CA5397, SYSLIB0039
        SslProtocols.Tls11 => "1.1",
        SslProtocols.Tls => "1.0",
#pragma warning restore CA5397, SYSLIB0039
        _ => "?",
    };

    private static void Append(StringBuilder words, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            bool plain = value!.IndexOf(' ') < 0 && value.IndexOf('"') < 0 && NotationText.IsPlain(value);
            words.Append(' ').Append(name).Append('=').Append(plain ? value : NotationText.Quote(Encoding.UTF8.GetBytes(value)));
        }
    }

    private static string? Value(string words, string name)
    {
        int at = (" " + words).IndexOf(" " + name + "=", StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        string rest = words.Substring(at + name.Length + 1);
        if (rest.StartsWith("\"", StringComparison.Ordinal))
        {
            return NotationText.TryUnquote(rest, allowRest: true, out byte[]? value, out _) ? Encoding.UTF8.GetString(value!) : null;
        }

        int end = rest.IndexOf(' ');
        return end < 0 ? rest : rest.Substring(0, end);
    }
}
