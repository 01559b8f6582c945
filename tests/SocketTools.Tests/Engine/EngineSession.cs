using System.Collections.Concurrent;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using SocketTools.Commands;

namespace SocketTools.Tests.Engine;

/// <summary>A session of the released PowerShell, with the module under test loaded.</summary>
/// <remarks>Making one costs more than most tests do in it: one that is over is kept for the next, all its variables gone.</remarks>
internal sealed class EngineSession : IDisposable
{
    private static readonly ConcurrentBag<Runspace> s_kept = new();

    /// <summary>What every session begins with, made once: where a process makes its first two at the same time, the engine (7.6) has the second
    /// without providers now and then, and no path is found in it.</summary>
    private static readonly InitialSessionState s_state = State();

    private readonly Runspace _runspace;
    private bool _isLikeNew = true;

    internal EngineSession() => _runspace = s_kept.TryTake(out Runspace? kept) ? kept : Open();

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
        // Variables are reset, and nothing else.
        _isLikeNew &= !script.Contains("-Module", StringComparison.Ordinal) && !script.Contains("function", StringComparison.Ordinal);
        return new RunningScript(Shell(_runspace, script));
    }

    public void Dispose()
    {
        if (_isLikeNew && _runspace.RunspaceAvailability == RunspaceAvailability.Available)
        {
            _runspace.ResetRunspaceState();
            s_kept.Add(_runspace);
        }
        else
        {
            _runspace.Dispose();
        }
    }

    private static InitialSessionState State()
    {
        var state = InitialSessionState.CreateDefault();
        state.Commands.Add(new SessionStateCmdletEntry("Invoke-OnStop", typeof(InvokeOnStopCommand), null));
        state.Commands.Add(new SessionStateCmdletEntry("Throw-Foreign", typeof(ThrowForeignCommand), null));
        state.Commands.Add(new SessionStateCmdletEntry("Wait-ForStop", typeof(WaitForStopCommand), null));
        return state;
    }

    private static Runspace Open()
    {
        Runspace runspace = RunspaceFactory.CreateRunspace(s_state);
        runspace.Open();
        using var importing = new RunningScript(Shell(runspace, $"Import-Module '{ModulePath}'"));
        importing.End().WithoutErrors();
        return runspace;
    }

    private static PowerShell Shell(Runspace runspace, string script)
    {
        var shell = PowerShell.Create();
        shell.Runspace = runspace;
        shell.AddScript(script);
        return shell;
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
