using System;
using System.Collections.Generic;
using SocketTools.Tracing;

namespace SocketTools.Replies;

/// <summary>A command as it goes out.</summary>
public class PreparedCommand
{
    /// <summary>A command in one piece.</summary>
    public PreparedCommand(string shown, string verb, byte[] bytes)
        : this(shown, verb, new[] { bytes })
    {
    }

    /// <summary>A command in pieces, between which the server has to say that it goes on.</summary>
    /// <param name="shown">The command without its secrets.</param>
    /// <param name="verb">Its first word, in capitals.</param>
    /// <param name="parts">The pieces; at least one.</param>
    public PreparedCommand(string shown, string verb, IReadOnlyList<byte[]> parts)
    {
        Shown = shown;
        Verb = verb;
        Parts = parts;
    }

    /// <summary>The command without its secrets: what replies, verbose text and errors show.</summary>
    public string Shown { get; }

    /// <summary>Its first word, in capitals.</summary>
    public string Verb { get; }

    /// <summary>The pieces; the server consents between them (IMAP literals, RFC 9051, 4.3).</summary>
    public IReadOnlyList<byte[]> Parts { get; }

    /// <summary>The tag that its reply bears; null where the protocol has none.</summary>
    public string? Tag { get; init; }

    /// <summary>Whether a success brings a dot block.</summary>
    public bool MultiLine { get; init; }

    /// <summary>Whether it belongs to a login, so that the lines behind it are secrets.</summary>
    public bool BeginsLogin { get; init; }

    /// <summary>How it can be pipelined.</summary>
    public PipelineRule Pipelining { get; init; }

    /// <summary>Whether it carries bytes that the server would run as commands where it does not take the line in front of them.</summary>
    public bool CarriesBytes { get; init; }

    /// <summary>How many replies it gets where it succeeds.</summary>
    public int Replies { get; init; } = 1;

    /// <summary>How many bytes the server takes for a literal once it has let the command go on; -1: it is a line.</summary>
    public long Awaited { get; init; } = -1;

    /// <summary>What stands in the pieces and may be recorded and told nowhere: each as it was encoded; none: nothing that is known.</summary>
    internal IReadOnlyList<byte[]> Secrets { get; set; } = Array.Empty<byte[]>();

    /// <summary>Where secrets stand in a piece; null: nowhere that is known.</summary>
    internal IReadOnlyList<MaskedStretch>? SecretsIn(int part)
    {
        foreach (byte[] secret in Secrets)
        {
            int at = LastIndexOf(Parts[part], secret);
            if (at >= 0)
            {
                return new[] { new MaskedStretch(at, secret.Length) };
            }
        }

        return null;
    }

    private static int LastIndexOf(byte[] data, byte[] sought)
    {
        for (int at = data.Length - sought.Length; sought.Length > 0 && at >= 0; at--)
        {
            int i = 0;
            while (i < sought.Length && data[at + i] == sought[i])
            {
                i++;
            }

            if (i == sought.Length)
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>Whether something waited to be read when it was sent, though nothing was due: that may answer nothing that was asked.</summary>
    internal bool IsForestalled { get; set; }

    /// <summary>When it was sent, by <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    internal long SentAt { get; set; }

    /// <inheritdoc/>
    public override string ToString() => Shown;
}
