using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;

namespace SocketTools.Shell.StandIns;

/// <summary>Writes lines or bytes to files, in place of what they had.</summary>
[Cmdlet(VerbsCommon.Set, "Content", DefaultParameterSetName = "Path")]
internal sealed class SetContentCommand : PSCmdlet, IDisposable
{
    private FileStream[] _files = [];

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Path", ValueFromPipelineByPropertyName = true)]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = "LiteralPath", ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath { get; set; } = [];

    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public object?[]? Value { get; set; }

    [Parameter]
    public SwitchParameter NoNewline { get; set; }

    [Parameter]
    public SwitchParameter AsByteStream { get; set; }

    [Parameter]
    [EncodingName]
    public Encoding Encoding { get; set; } = EncodingNameAttribute.Default;

    public void Dispose() => Array.ForEach(_files, file => file.Dispose());

    protected override void ProcessRecord()
    {
        if (_files.Length == 0)
        {
            string[] paths = ParameterSetName == "LiteralPath" ? LiteralPath : Path;
            _files = [.. paths.Select(path => File.Create(GetUnresolvedProviderPathFromPSPath(path)))];
            Write(AsByteStream ? [] : Encoding.GetPreamble());
        }

        foreach (object? value in Value ?? [])
        {
            Write(AsByteStream
                ? [LanguagePrimitives.ConvertTo<byte>(value)]
                : Encoding.GetBytes(value + (NoNewline ? string.Empty : Environment.NewLine)));
        }
    }

    protected override void EndProcessing() => Dispose();

    private void Write(byte[] bytes) => Array.ForEach(_files, file => file.Write(bytes));
}
