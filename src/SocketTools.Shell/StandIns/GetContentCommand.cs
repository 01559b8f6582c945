using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;

namespace SocketTools.Shell.StandIns;

/// <summary>The lines of files, their whole text, or their bytes.</summary>
[Cmdlet(VerbsCommon.Get, "Content", DefaultParameterSetName = "Path")]
internal sealed class GetContentCommand : PathCommand
{
    [Parameter]
    public SwitchParameter Raw { get; set; }

    [Parameter]
    public SwitchParameter AsByteStream { get; set; }

    [Parameter]
    [EncodingName]
    public Encoding Encoding { get; set; } = EncodingNameAttribute.Default;

    [Parameter]
    [Alias("First", "Head")]
    [ValidateRange(0, long.MaxValue)]
    public long? TotalCount { get; set; }

    [Parameter]
    [Alias("Last")]
    [ValidateRange(0, int.MaxValue)]
    public int? Tail { get; set; }

    protected override void Process(string path)
    {
        foreach (string file in Resolve(path))
        {
            if (Directory.Exists(file))
            {
                throw new UnauthorizedAccessException($"Unable to get content because it is a directory: '{file}'.");
            }

            if (AsByteStream)
            {
                byte[] bytes = File.ReadAllBytes(file);
                WriteObject(Raw ? bytes : Cut(bytes), enumerateCollection: !Raw);
            }
            else if (Raw)
            {
                WriteObject(File.ReadAllText(file, Encoding));
            }
            else
            {
                WriteLines(Cut(File.ReadLines(file, Encoding)));
            }
        }
    }

    private IEnumerable<T> Cut<T>(IEnumerable<T> items)
    {
        IEnumerable<T> tail = Tail is { } last ? items.TakeLast(last) : items;
        return TotalCount is { } count ? tail.Take((int)Math.Min(count, int.MaxValue)) : tail;
    }

    private void WriteLines(IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            WriteObject(line);
        }
    }
}
