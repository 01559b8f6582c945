using System;
using System.IO;
using System.Management.Automation;
using System.Text;

namespace SocketTools.Shell.StandIns;

/// <summary>What the console would show, as a string.</summary>
[Cmdlet(VerbsData.Out, "String", DefaultParameterSetName = "Whole")]
internal sealed class OutStringCommand : OutTextCommand
{
    private readonly StringBuilder _text = new();

    [Parameter(ParameterSetName = "Lines")]
    public SwitchParameter Stream { get; set; }

    [Parameter(ParameterSetName = "Whole")]
    public SwitchParameter NoNewline { get; set; }

    [Parameter]
    [ValidateRange(2, int.MaxValue)]
    public int? Width { get; set; }

    protected override TextWriter Open(out int width)
    {
        width = Width ?? int.MaxValue;
        return new StringWriter(_text, Host.CurrentCulture) { NewLine = NoNewline ? string.Empty : Environment.NewLine };
    }

    protected override void ProcessRecord()
    {
        base.ProcessRecord();
        WriteLines();
    }

    protected override void EndProcessing()
    {
        base.EndProcessing();
        WriteLines();
        if (!Stream)
        {
            WriteObject(_text.ToString());
        }
    }

    private void WriteLines()
    {
        if (Stream && _text.Length > 0)
        {
            // The formatter writes whole lines, so the last part is always the nothing after a line's end.
            string[] lines = _text.ToString().Split(Environment.NewLine);
            _text.Clear();
            WriteObject(lines[..^1], enumerateCollection: true);
        }
    }
}
