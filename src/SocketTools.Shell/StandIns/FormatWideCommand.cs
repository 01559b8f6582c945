using System.Management.Automation;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace SocketTools.Shell.StandIns;

/// <summary>The engine's wide formatter: one property of each object, in columns.</summary>
[Cmdlet(VerbsCommon.Format, "Wide")]
internal sealed class FormatWideCommand : OuterFormatTableAndListBase
{
    public FormatWideCommand() => EngineInternals.SetShape(this, "Wide");

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Column { get; set; }

    [Parameter]
    public SwitchParameter AutoSize { get; set; }

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        EngineInternals.SetWide(this, Column, AutoSize ? true : null);
    }
}
