using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using SocketTools.Faults;
using SocketTools.Tracing;

namespace SocketTools.Playing;

/// <summary>A transcript as the steps of a replay: what one side sends in a row is one step of the client's, whatever packets it came in.</summary>
internal static class ReplayScript
{
    private static readonly string[] s_sided = { "close", "half-close", "reset", "urgent", "missing" };
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    // RFC 9112, 3.2: where the server was when it was recorded says nothing about where its replay is.
    private static readonly Regex s_host = new(@"^(?i:host):[ \t]*([^\r\n]*)", RegexOptions.CultureInvariant | RegexOptions.Multiline);

    /// <summary>The steps of a transcript.</summary>
    /// <param name="transcript">The transcript.</param>
    /// <param name="order">Where the order does not count, requests are known without their bodies, which browsers do not always save.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: it lacks bytes, or holds a pattern that is none.</exception>
    internal static IReadOnlyList<ReplayStep> From(SocketTranscript transcript, ReplayOrder order = ReplayOrder.Strict)
    {
        long missing = transcript.Entries.Where(e => order == ReplayOrder.Strict || e.Side == TranscriptSide.Server).Sum(static e => e.MissingBytes);
        if (missing > 0)
        {
            throw FaultFactory.InvalidRequest($"The transcript lacks {missing} bytes that crossed the wire, so it cannot be replayed: record it with a larger budget, or capture it without loss.");
        }

        var steps = new List<ReplayStep>();
        var run = new List<SocketTranscriptEntry>();
        int runFrom = 0;
        IReadOnlyList<SocketTranscriptEntry> entries = transcript.Entries;
        bool hasSpoken = false;
        for (int i = 0; i < entries.Count; i++)
        {
            SocketTranscriptEntry entry = entries[i];
            if (entry.Kind == TranscriptKind.Event)
            {
                if (entry.Side is not null && !Array.Exists(s_sided, entry.IsEvent))
                {
                    throw FaultFactory.InvalidRequest($"Entry {i + 1} of the transcript, '{entry}', is nothing that a side does: that is close, half-close or reset.");
                }

                if (EventKind(entry, hasSpoken) is ReplayStepKind kind)
                {
                    EndRun();
                    steps.Add(new ReplayStep(kind, i + 1, entry.Offset, Array.Empty<byte>(), Array.Empty<MaskedStretch>(), null));
                }

                continue;
            }

            hasSpoken = true;
            bool isClients = entry.Side == TranscriptSide.Client;
            if (isClients && entry.Form == TranscriptForm.Exact)
            {
                runFrom = run.Count == 0 ? i + 1 : runFrom;
                run.Add(entry);
                continue;
            }

            EndRun();
            steps.Add(entry.Form != TranscriptForm.Exact
                ? Written(entry, i + 1, isClients)
                : new ReplayStep(ReplayStepKind.ServerData, i + 1, entry.Offset, entry.Data, entry.Masked, null));
        }

        EndRun();
        var said = new MaskedDialogue();
        return ReplayTags.Mask(steps.Select(step => Shown(step.Kind == ReplayStepKind.ClientData ? WithoutHost(step) : step, said)).ToArray());

        void EndRun()
        {
            if (run.Count > 0)
            {
                steps.Add(Joined(run, runFrom));
                run.Clear();
            }
        }
    }

    private static ReplayStep Shown(ReplayStep step, MaskedDialogue said)
    {
        if (step.Kind == ReplayStepKind.ClientData)
        {
            return step with { Shown = said.Show(TranscriptSide.Client, step.Data, step.Masked) };
        }

        if (step.Data.Length > 0)
        {
            said.Pass(TranscriptSide.Server, step.Data);
        }

        return step;
    }

    private static ReplayStepKind? EventKind(SocketTranscriptEntry entry, bool hasSpoken) =>
        entry.IsEvent("protected") ? hasSpoken ? ReplayStepKind.Protect : null
        : entry.Side == TranscriptSide.Client ? entry.IsEvent("half-close") || entry.IsEvent("close") ? ReplayStepKind.ClientEnd : null
        : entry.IsEvent("half-close") ? ReplayStepKind.ServerHalfClose
        : entry.IsEvent("close") ? ReplayStepKind.ServerClose
        : entry.IsEvent("reset") ? ReplayStepKind.ServerReset
        : null;

    private static ReplayStep Written(SocketTranscriptEntry entry, int number, bool isClients)
    {
        if (!isClients)
        {
            byte[] line = Encoding.UTF8.GetBytes(LineResponder.WithLineEnds(LooseText.Decode(entry.Data, 0, entry.Data.Length)));
            return new ReplayStep(ReplayStepKind.ServerTemplate, number, entry.Offset, line, entry.Masked, null);
        }

        string pattern = Encoding.UTF8.GetString(entry.Data).TrimEnd('\r', '\n');
        try
        {
            return new ReplayStep(ReplayStepKind.ClientPattern, number, entry.Offset, Array.Empty<byte>(), entry.Masked, new Regex(pattern, RegexOptions.CultureInvariant, s_patience));
        }
        catch (ArgumentException invalid)
        {
            throw FaultFactory.InvalidRequest($"Entry {number} of the transcript, '{pattern}', is not a regular expression: {invalid.Message}");
        }
    }

    // All at once: a client may have said a hundred thousand lines in a row.
    private static ReplayStep Joined(IReadOnlyList<SocketTranscriptEntry> run, int number)
    {
        var data = new MemoryStream();
        var masked = new List<MaskedStretch>();
        foreach (SocketTranscriptEntry entry in run)
        {
            masked.AddRange(entry.Masked.Select(m => new MaskedStretch((int)data.Length + m.Offset, m.Length)));
            data.Write(entry.Data, 0, entry.Data.Length);
        }

        return new ReplayStep(ReplayStepKind.ClientData, number, run[0].Offset, data.ToArray(), masked, null);
    }

    private static ReplayStep WithoutHost(ReplayStep step)
    {
        if (!HttpMessage.MayBegin(step.Data, 0, step.Data.Length) || Array.IndexOf(step.Data, (byte)'\n') < 0)
        {
            return step;
        }

        Match host = s_host.Match(SocketTranscriptEntry.Latin1.GetString(step.Data));
        Group value = host.Groups[1];
        return !host.Success || step.Masked.Any(m => m.Offset < value.Index + value.Length && m.End > value.Index)
            ? step
            : step with { Masked = step.Masked.Append(new MaskedStretch(value.Index, value.Length)).OrderBy(static m => m.Offset).ToArray() };
    }
}
