using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using SocketTools.Tracing;

namespace SocketTools.Playing;

/// <summary>The tags that a client of IMAP puts before its commands (RFC 9051, 2.2.1): others each time, and the server repeats them.</summary>
internal sealed class ReplayTags
{
    private static readonly Regex s_greeting = new(@"\A\* (OK|PREAUTH|BYE)\b", RegexOptions.CultureInvariant);
    private static readonly Regex s_reply = new(@"^([^\s*+]+) (?:OK|NO|BAD)\b", RegexOptions.CultureInvariant | RegexOptions.Multiline);
    private static readonly Regex s_firstWord = new(@"^([^\s*+]+) ", RegexOptions.CultureInvariant | RegexOptions.Multiline);

    private readonly Dictionary<string, string> _now = new(StringComparer.Ordinal);

    /// <summary>The steps, the tags in the client's masked; where it is no dialogue of IMAP, the steps as they are.</summary>
    internal static IReadOnlyList<ReplayStep> Mask(IReadOnlyList<ReplayStep> steps)
    {
        ReplayStep? first = steps.FirstOrDefault(static step => step.Kind == ReplayStepKind.ServerData);
        if (first is null || !s_greeting.IsMatch(Text(first.Data)))
        {
            return steps;
        }

        var tags = new HashSet<string>(steps.Where(static step => step.Kind == ReplayStepKind.ServerData).SelectMany(static step => s_reply.Matches(Text(step.Data)).Cast<Match>()).Select(static m => m.Groups[1].Value));
        return steps.Select(step => step.Kind == ReplayStepKind.ClientData ? WithoutTags(step, tags) : step).ToArray();
    }

    /// <summary>Learns what the client's tags are now.</summary>
    /// <param name="step">What it said then.</param>
    /// <param name="said">What it says now.</param>
    internal void Learn(ReplayStep step, byte[] said)
    {
        if (step.TagCount == 0)
        {
            return;
        }

        // Line by line: what else is masked leaves the lines as they are.
        foreach ((Match then, Match now) in s_firstWord.Matches(Text(step.Data)).Cast<Match>().Zip(s_firstWord.Matches(Text(said)).Cast<Match>(), static (then, now) => (then, now)))
        {
            _now[then.Groups[1].Value] = now.Groups[1].Value;
        }
    }

    /// <summary>What the server says, with the tags of now.</summary>
    internal byte[] Fill(byte[] data) =>
        _now.Count == 0 ? data : SocketTranscriptEntry.Latin1.GetBytes(s_reply.Replace(Text(data), match => _now.TryGetValue(match.Groups[1].Value, out string? now) ? now + match.Value.Substring(match.Groups[1].Length) : match.Value));

    private static ReplayStep WithoutTags(ReplayStep step, HashSet<string> tags)
    {
        MaskedStretch[] found = s_firstWord.Matches(Text(step.Data)).Cast<Match>().Where(m => tags.Contains(m.Groups[1].Value)).Select(static m => new MaskedStretch(m.Index, m.Groups[1].Length)).ToArray();
        return found.Length == 0 ? step : step with { TagCount = found.Length, Masked = step.Masked.Concat(found).OrderBy(static m => m.Offset).ToArray() };
    }

    private static string Text(byte[] data) => SocketTranscriptEntry.Latin1.GetString(data);
}
