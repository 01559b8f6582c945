using System.Management.Automation;
using SocketTools.Connections;

namespace SocketTools;

/// <summary>Closes what is still open when the module is removed.</summary>
public sealed class ModuleCleanup : IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo) => ConnectionTable.CloseAll();
}
