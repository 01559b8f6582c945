using System;
using System.IO;
using System.Management.Automation.Runspaces;
using Microsoft.PowerShell;
using SocketTools.Shell.StandIns;

namespace SocketTools.Shell;

/// <summary>The session that the shell opens, for the shell itself and for tests that want the same one.</summary>
public static class ShellSession
{
    /// <summary>The file name of the module's manifest.</summary>
    public const string ManifestName = "SocketTools.psd1";

    /// <summary>Describes a session: the engine's own commands, stand-ins for the common ones it lacks, and the module.</summary>
    /// <param name="manifestPath">The manifest to import; null looks for it, see <see cref="FindManifest"/>.</param>
    /// <param name="importModule">False leaves the module out.</param>
    /// <returns>A description whose runspace fails to open if the module fails to import.</returns>
    /// <exception cref="FileNotFoundException">The manifest is to be imported and is not there.</exception>
    public static InitialSessionState CreateInitialState(string? manifestPath, bool importModule = true)
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        StandInCommands.AddTo(state);
        if (OperatingSystem.IsWindows())
        {
            // The engine alone has no powershell.config.json beside it, and would refuse every script on a Windows client.
            state.ExecutionPolicy = ExecutionPolicy.RemoteSigned;
        }

        if (importModule)
        {
            string? manifest = manifestPath ?? FindManifest();
            if (manifest is null || !File.Exists(manifest))
            {
                string wanted = manifest ?? ManifestName;
                throw new FileNotFoundException($"The module's manifest {wanted} was not found.", wanted);
            }

            state.ImportPSModule([Path.GetFullPath(manifest)]);
            state.ThrowOnRunspaceOpenError = true;
        }

        return state;
    }

    /// <summary>Looks for the manifest in the program's folder and its parents, then in the current directory.</summary>
    /// <returns>Its full path, or null.</returns>
    public static string? FindManifest()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, ManifestName);
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        // The current directory only, not its parents: those may belong to somebody else.
        string here = Path.GetFullPath(ManifestName);
        return File.Exists(here) ? here : null;
    }
}
