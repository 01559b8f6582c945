using System;
using System.Management.Automation;
using SocketTools.Binding;
using SocketTools.CommandBases;
using SocketTools.Http;
using SocketTools.Tracing;

namespace SocketTools.Commands;

/// <summary>Reads transcripts from files: the notation, lines of JSON, captures, HARs.</summary>
[Cmdlet(VerbsData.Import, "SocketTranscript", HelpUri = HelpPage.At + "Import-SocketTranscript.md")]
[OutputType(typeof(SocketTranscript))]
public sealed class ImportSocketTranscriptCommand : SocketCmdlet
{
    /// <summary>The files; what they are, their extensions say: .txt, .jsonl, .pcapng, .pcap or .har.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = Array.Empty<string>();

    /// <summary>Which streams of a capture, from 0, as tshark numbers them; which connections of a HAR.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int[]? Stream { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            Attempt(path, () =>
            {
                foreach (SocketTranscript transcript in TranscriptFile.Read(FilePath.Resolve(this, path), Stream, WriteWarning, StartClock(default)))
                {
                    WriteObject(transcript);
                }
            });
        }
    }
}
