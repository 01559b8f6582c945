using System.Management.Automation;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace SocketTools.Shell.StandIns;

/// <summary>The engine's table formatter.</summary>
[Cmdlet(VerbsCommon.Format, "Table")]
internal sealed class FormatTableCommand : OuterFormatTableBase
{
    public FormatTableCommand() => EngineInternals.SetShape(this, "Table");
}
