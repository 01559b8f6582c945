using System.Management.Automation;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace SocketTools.Shell.StandIns;

/// <summary>The engine's list formatter.</summary>
[Cmdlet(VerbsCommon.Format, "List")]
internal sealed class FormatListCommand : OuterFormatTableAndListBase
{
    public FormatListCommand() => EngineInternals.SetShape(this, "List");
}
