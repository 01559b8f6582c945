using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using SocketTools.Binding;
using SocketTools.CommandBases;
using SocketTools.Faults;
using SocketTools.Formatting;
using SocketTools.Http;
using SocketTools.Tracing;

namespace SocketTools.Commands;

/// <summary>Writes the script of low-level cmdlets that does by hand what was recorded.</summary>
[Cmdlet(VerbsData.ConvertTo, "SocketScript", HelpUri = HelpPage.At + "ConvertTo-SocketScript.md")]
[OutputType(typeof(string))]
public sealed class ConvertToSocketScriptCommand : SocketCmdlet
{
    private readonly List<SocketTranscript> _transcripts = new();

    /// <summary>The transcript, or a connection or response that has one; of a response, the redirects before it too.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public object InputObject { get; set; } = null!;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        object value = InputObject is PSObject wrapped ? wrapped.BaseObject : InputObject;
        IEnumerable<object> parts = value is RawHttpResponse response ? response.RedirectHistory.Append(response) : new[] { InputObject };
        Attempt(value, () =>
        {
            foreach (object part in parts)
            {
                SocketTranscript transcript = TranscriptTransformationAttribute.Of(SessionState.Path, part) as SocketTranscript
                    ?? throw FaultFactory.InvalidRequest("A script is made of a transcript, or of a connection or response that has one.");
                TranscriptRemarks.Tell(this, transcript);
                _transcripts.Add(transcript);
            }
        });
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_transcripts.Count > 0)
        {
            WriteObject(ScriptWriter.Write(_transcripts));
        }
    }
}
