using System.Management.Automation;

namespace SocketTools.Shell.StandIns;

/// <summary>Whether there is something at a path.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Path", DefaultParameterSetName = "Path")]
[OutputType(typeof(bool))]
internal sealed class TestPathCommand : PathCommand
{
    [Parameter]
    [Alias("Type")]
    public TestPathType PathType { get; set; } = TestPathType.Any;

    protected override void Process(string path) => WriteObject(Exists(path));

    private bool Exists(string path)
    {
        string pattern = IsLiteral ? WildcardPattern.Escape(path) : path;
        try
        {
            return InvokeProvider.Item.Exists(pattern)
                && (PathType == TestPathType.Any || InvokeProvider.Item.IsContainer(pattern) == (PathType == TestPathType.Container));
        }
        catch (SessionStateException)
        {
            // No such drive or provider: nothing is there.
            return false;
        }
    }
}
