using System;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;
using SocketTools.Binding;
using SocketTools.CommandBases;
using SocketTools.Faults;
using SocketTools.Limits;
using SocketTools.Tracing;

namespace SocketTools.Commands;

/// <summary>Tells where what was said in two transcripts differs; nothing where it is the same.</summary>
[Cmdlet(VerbsData.Compare, "SocketTranscript", HelpUri = HelpPage.At + "Compare-SocketTranscript.md")]
[OutputType(typeof(TranscriptDifference))]
public sealed class CompareSocketTranscriptCommand : SocketCmdlet
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>What is there: a transcript, a connection or response that has one, a file, or the notation.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [TranscriptTransformation]
    public SocketTranscript Transcript { get; set; } = null!;

    /// <summary>What it should be: the same choice.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [TranscriptTransformation]
    public SocketTranscript Reference { get; set; } = null!;

    /// <summary>Regular expressions for what is left out of each line first: dates, ids.</summary>
    [Parameter]
    [ValidateNotNull]
    public string[] Ignore { get; set; } = Array.Empty<string>();

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Transcript.Peer, () =>
    {
        TranscriptRemarks.Tell(this, Transcript);
        TranscriptRemarks.Tell(this, Reference);
        try
        {
            Regex[] ignored = Ignore.Select(static pattern => new Regex(pattern, RegexOptions.CultureInvariant, s_patience)).ToArray();

            // Where much was said it takes long, and nothing in between asks whether it is still wanted.
            WriteObject(BlockingCall.Run(() => TranscriptComparison.Compare(Reference, Transcript, ignored).ToList(), StartClock(default), "SocketTools comparison"), enumerateCollection: true);
        }
        catch (ArgumentException wrong)
        {
            throw FaultFactory.InvalidRequest($"A pattern is no regular expression: {wrong.Message}", wrong);
        }
        catch (RegexMatchTimeoutException endless)
        {
            throw FaultFactory.InvalidRequest($"The pattern '{endless.Pattern}' takes too long on a line: write it without nested repetitions.", endless);
        }
    });
}
