using System.Management.Automation;
using System.Reflection;

namespace SocketTools.Tests.Engine;

/// <summary>Stands in for Select-Object -First, which the bare engine does not have: stops the commands before it in the same way.</summary>
[Cmdlet(VerbsCommon.Select, "Object")]
public sealed class SelectFirstCommand : PSCmdlet
{
    private int _seen;

    [Parameter(Mandatory = true)]
    [ValidateRange(1, int.MaxValue)]
    public int First { get; set; }

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    protected override void ProcessRecord()
    {
        WriteObject(InputObject);
        if (++_seen == First)
        {
            Type stop = typeof(PSCmdlet).Assembly.GetType("System.Management.Automation.StopUpstreamCommandsException", throwOnError: true)!;
            throw (Exception)Activator.CreateInstance(stop, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, null, new object[] { this }, null)!;
        }
    }
}
