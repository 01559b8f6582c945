using System.Management.Automation;
using SocketTools.CommandBases;

namespace SocketTools.Tests.Engine;

/// <summary>A cmdlet of the module's kind whose work throws what is piped in, and gives what is no exception back.</summary>
[Cmdlet("Throw", "Foreign")]
public sealed class ThrowForeignCommand : SocketCmdlet
{
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public PSObject Thrown { get; set; } = null!;

    protected override void ProcessRecord() => Attempt(Thrown, () =>
    {
        if (Thrown.BaseObject is Exception exception)
        {
            throw exception;
        }

        WriteObject(Thrown);
    });
}
