using System.Linq;
using System.Management.Automation;

namespace SocketTools.Shell.StandIns;

/// <summary>The items in folders, from any provider.</summary>
[Cmdlet(VerbsCommon.Get, "ChildItem", DefaultParameterSetName = "Path")]
internal sealed class GetChildItemCommand : PSCmdlet
{
    [Parameter(Position = 0, ParameterSetName = "Path", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string[] Path { get; set; } = ["."];

    [Parameter(Mandatory = true, ParameterSetName = "LiteralPath", ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath { get; set; } = [];

    [Parameter(Position = 1)]
    public string Filter { get; set; } = "*";

    [Parameter]
    [Alias("s", "r")]
    public SwitchParameter Recurse { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter Name { get; set; }

    [Parameter]
    [Alias("af")]
    public SwitchParameter File { get; set; }

    [Parameter]
    [Alias("ad")]
    public SwitchParameter Directory { get; set; }

    protected override void ProcessRecord()
    {
        bool literal = ParameterSetName == "LiteralPath";
        WildcardPattern pattern = new(Filter, WildcardOptions.IgnoreCase);
        foreach (string path in literal ? LiteralPath : Path)
        {
            try
            {
                var items = InvokeProvider.ChildItem.Get([path], Recurse, Force, literal).Where(item => IsWanted(item, pattern));
                WriteObject(Name ? items.Select(item => item.Properties["PSChildName"].Value) : items, enumerateCollection: true);
            }
            catch (RuntimeException e) when (e is SessionStateException or ProviderInvocationException)
            {
                WriteError(new ErrorRecord(e.ErrorRecord, e));
            }
        }
    }

    private bool IsWanted(PSObject item, WildcardPattern pattern)
    {
        bool container = item.Properties["PSIsContainer"]?.Value is true;
        string name = item.Properties["PSChildName"]?.Value as string ?? string.Empty;
        return (!File || !container) && (!Directory || container) && pattern.IsMatch(name);
    }
}
