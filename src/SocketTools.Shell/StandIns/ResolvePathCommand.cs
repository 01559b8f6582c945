using System.Management.Automation;

namespace SocketTools.Shell.StandIns;

/// <summary>The paths that a pattern means. The engine's completion of paths needs it.</summary>
[Cmdlet(VerbsDiagnostic.Resolve, "Path", DefaultParameterSetName = "Path")]
[OutputType(typeof(PathInfo))]
internal sealed class ResolvePathCommand : PathCommand
{
    protected override void Process(string path)
    {
        string pattern = IsLiteral ? WildcardPattern.Escape(path) : path;
        WriteObject(SessionState.Path.GetResolvedPSPathFromPSPath(pattern), enumerateCollection: true);
    }
}
