using System.Management.Automation;
using System.Management.Automation.Runspaces;
using SocketTools.Connections;

namespace SocketTools;

/// <summary>Lets Ctrl+C end the waits of a connection's own methods.</summary>
/// <remarks>A cmdlet is told when it is to stop; a method is not, and the shell waits for it. But a shell that is being stopped runs no script
/// block any more, not even an empty one, and that can be asked.</remarks>
public sealed class ModuleStart : IModuleAssemblyInitializer
{
    private static readonly ScriptBlock s_nothing = ScriptBlock.Create("");

    /// <inheritdoc/>
    public void OnImport() => SocketConnection.Interruption = IsStopping;

    private static bool IsStopping()
    {
        try
        {
            if (Runspace.DefaultRunspace is not null)
            {
                s_nothing.Invoke();
            }

            return false;
        }
        catch (PipelineStoppedException)
        {
            return true;
        }
    }
}
