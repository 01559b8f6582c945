using System;
using System.Management.Automation;

namespace SocketTools.Shell.StandIns;

/// <summary>Changes the current location; home without a path, back and forth with <c>-</c> and <c>+</c>.</summary>
[Cmdlet(VerbsCommon.Set, "Location", DefaultParameterSetName = "Path")]
internal sealed class SetLocationCommand : PSCmdlet
{
    [Parameter(Position = 0, ParameterSetName = "Path", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string Path { get; set; } = "~";

    [Parameter(Mandatory = true, ParameterSetName = "LiteralPath", ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string LiteralPath { get; set; } = string.Empty;

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        try
        {
            string path = ParameterSetName == "LiteralPath" ? WildcardPattern.Escape(LiteralPath) : Path;
            PathInfo location = SessionState.Path.SetLocation(path);
            if (PassThru)
            {
                WriteObject(location);
            }
        }
        catch (Exception e) when (e is SessionStateException or PSArgumentException)
        {
            WriteError(new ErrorRecord(((IContainsErrorRecord)e).ErrorRecord, e));
        }
    }
}
