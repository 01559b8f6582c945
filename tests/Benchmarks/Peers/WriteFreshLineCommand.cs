using System.Management.Automation;

namespace SocketTools.Benchmarks;

/// <summary>Writes fresh strings and does nothing else: what a cmdlet that emits lines can be measured against.</summary>
[Cmdlet(VerbsCommunications.Write, "FreshLine")]
[OutputType(typeof(string))]
public sealed class WriteFreshLineCommand : PSCmdlet
{
    /// <summary>How many.</summary>
    [Parameter(Mandatory = true)]
    public int Count { get; set; }

    /// <summary>How long each is, in characters.</summary>
    [Parameter(Mandatory = true)]
    public int Length { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        for (int i = 0; i < Count; i++)
        {
            WriteObject(new string('a', Length));
        }
    }
}
