using System.IO;
using System.Management.Automation;
using System.Text;

namespace SocketTools.Shell.StandIns;

/// <summary>What the console would show, in a file. The language's own <c>&gt;</c> and <c>&gt;&gt;</c> call it.</summary>
[Cmdlet(VerbsData.Out, "File", DefaultParameterSetName = "Path")]
internal sealed class OutFileCommand : OutTextCommand
{
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Path")]
    [Alias("Path")]
    public string FilePath { get; set; } = string.Empty;

    [Parameter(Mandatory = true, ParameterSetName = "LiteralPath", ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string LiteralPath { get; set; } = string.Empty;

    [Parameter(Position = 1)]
    [EncodingName]
    public Encoding Encoding { get; set; } = EncodingNameAttribute.Default;

    [Parameter]
    public SwitchParameter Append { get; set; }

    [Parameter]
    public SwitchParameter NoNewline { get; set; }

    [Parameter]
    [ValidateRange(2, int.MaxValue)]
    public int? Width { get; set; }

    protected override TextWriter Open(out int width)
    {
        width = Width ?? int.MaxValue;
        string path = GetUnresolvedProviderPathFromPSPath(ParameterSetName == "LiteralPath" ? LiteralPath : FilePath);
        StreamWriter writer = new(path, Append, Encoding);
        if (NoNewline)
        {
            writer.NewLine = string.Empty;
        }

        return writer;
    }

    protected override void EndProcessing()
    {
        base.EndProcessing();

        // Here and not when the command is disposed of: the next statement may read the file.
        Writer!.Dispose();
    }
}
