using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using SocketTools.Commands;

namespace SocketTools.Tests.Engine;

/// <summary>A session of the released PowerShell, with the module under test loaded.</summary>
internal sealed class EngineSession : IDisposable
{
    private readonly Runspace _runspace;

    internal EngineSession()
    {
        var state = InitialSessionState.CreateDefault();
        state.Commands.Add(new SessionStateCmdletEntry("Invoke-OnStop", typeof(InvokeOnStopCommand), null));
        state.Commands.Add(new SessionStateCmdletEntry("Throw-Foreign", typeof(ThrowForeignCommand), null));
        state.Commands.Add(new SessionStateCmdletEntry("Wait-ForStop", typeof(WaitForStopCommand), null));
        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.Open();
        Run($"Import-Module '{ModulePath}'").WithoutErrors();
    }

    /// <summary>The root of the checkout.</summary>
    internal static string Root { get; } = Path.GetFullPath(Path.Combine(Here(), "../../.."));

    /// <summary>The module's assembly, the one that the tests are compiled against, so that types are the same.</summary>
    internal static string ModulePath => typeof(NewSocketConnectionCommand).Assembly.Location;

    internal object? this[string variable]
    {
        get => _runspace.SessionStateProxy.GetVariable(variable) is PSObject wrapped ? wrapped.BaseObject : _runspace.SessionStateProxy.GetVariable(variable);
        set => _runspace.SessionStateProxy.SetVariable(variable, value);
    }

    /// <summary>Runs a script to its end.</summary>
    internal EngineResult Run(string script)
    {
        using RunningScript running = Begin(script);
        return running.End();
    }

    /// <summary>Starts a script.</summary>
    internal RunningScript Begin(string script)
    {
        var shell = PowerShell.Create();
        shell.Runspace = _runspace;
        shell.AddScript(script);
        return new RunningScript(shell);
    }

    public void Dispose() => _runspace.Dispose();

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
