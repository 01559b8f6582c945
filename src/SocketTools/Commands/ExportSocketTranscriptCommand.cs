using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using SocketTools.Binding;
using SocketTools.CommandBases;
using SocketTools.Http;
using SocketTools.Tracing;

namespace SocketTools.Commands;

/// <summary>Writes transcripts into a file, in the form that its extension says.</summary>
[Cmdlet(VerbsData.Export, "SocketTranscript", SupportsShouldProcess = true, HelpUri = HelpPage.At + "Export-SocketTranscript.md")]
[OutputType(typeof(FileInfo))]
public sealed class ExportSocketTranscriptCommand : SocketCmdlet
{
    private readonly List<SocketTranscript> _transcripts = new();

    /// <summary>The file: .txt (the notation), .jsonl, .pcapng or .har.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = null!;

    /// <summary>The transcript, or a connection or response that has one.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [TranscriptTransformation]
    public SocketTranscript Transcript { get; set; } = null!;

    /// <summary>Leaves a file that is there as it is, with an error.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Writes over a read-only file too, which stays read-only.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Emits the file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        TranscriptRemarks.Tell(this, Transcript);
        _transcripts.Add(Transcript);
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Attempt(Path, () =>
    {
        // That nothing came was told by who could not bind it.
        if (_transcripts.Count == 0 || FilePath.ResolveTarget(this, Path, NoClobber) is not string path)
        {
            return;
        }

        TranscriptFile.Write(path, _transcripts, Force, StartClock(default));
        if (PassThru)
        {
            WriteObject(new FileInfo(path));
        }
    });
}
