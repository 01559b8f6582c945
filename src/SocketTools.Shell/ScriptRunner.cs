using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using SocketTools.Shell.Hosting;

namespace SocketTools.Shell;

/// <summary>Runs one pipeline at a time, with its output and errors shown, and stops it when asked from another thread.</summary>
internal sealed class ScriptRunner(Runspace runspace, ShellUI ui)
{
    private readonly object _gate = new();
    private PowerShell? _running;
    private bool _stopping;

    /// <summary>Whether the last script ended in an uncaught exception.</summary>
    internal bool Threw { get; private set; }

    /// <summary>Whether the last script was stopped.</summary>
    internal bool Stopped { get; private set; }

    internal bool OutputClosed => ui.OutputClosed;

    /// <summary>Runs a script in the session's own scope.</summary>
    internal void RunScript(string text, bool addToHistory = false, PSDataCollection<string>? input = null)
    {
        using PowerShell shell = PowerShell.Create(runspace);
        shell.AddScript(text);
        Run(shell, addToHistory, input);
    }

    /// <summary>Runs a script file, whose <c>exit</c> ends the session unless it is to go on.</summary>
    internal void RunFile(string path, IEnumerable<CommandParameter> arguments, bool exitEndsSession, PSDataCollection<string>? input)
    {
        using PowerShell shell = PowerShell.Create(runspace);

        // Without the extension it is no script to the engine, but it may be one that starts with "#!": run its text.
        bool known = path.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase);
        Command command = new(known ? path : File.ReadAllText(path), isScript: !known, useLocalScope: false);
        foreach (CommandParameter argument in arguments)
        {
            command.Parameters.Add(argument);
        }

        shell.Commands.AddCommand(command);
        if (exitEndsSession)
        {
            EngineInternals.LetScriptExit(runspace);
        }

        Run(shell, addToHistory: false, input);
    }

    /// <summary>The <c>prompt</c> function's text; a plain one if it fails.</summary>
    internal string GetPrompt()
    {
        try
        {
            using PowerShell shell = PowerShell.Create(runspace);
            string prompt = string.Concat(shell.AddScript("prompt").Invoke().Select(part => part?.ToString()));
            return prompt.Length > 0 ? prompt : "PS>";
        }
        catch (RuntimeException)
        {
            return "PS>";
        }
    }

    /// <summary>Whether the last statement succeeded: <c>$?</c>.</summary>
    internal bool LastSucceeded()
    {
        using PowerShell shell = PowerShell.Create(runspace);
        return shell.AddScript("$global:?").Invoke<bool>().FirstOrDefault();
    }

    /// <summary>Asks the pipeline that runs to stop.</summary>
    /// <returns>False if none runs, or it has been asked before and hasn't obeyed.</returns>
    internal bool TryStop()
    {
        lock (_gate)
        {
            if (_running is null || _stopping)
            {
                return false;
            }

            _stopping = true;
            _running.BeginStop(callback: null, state: null);
            return true;
        }
    }

    /// <summary>Whether a pipeline runs now.</summary>
    internal bool IsRunning
    {
        get
        {
            lock (_gate)
            {
                return _running is not null;
            }
        }
    }

    private void Run(PowerShell shell, bool addToHistory, PSDataCollection<string>? input)
    {
        // Errors travel with the output, so that both appear in the order in which they were written.
        shell.Commands.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        shell.AddCommand("Out-Default");
        Threw = Stopped = false;
        SetRunning(shell);
        try
        {
            shell.Invoke(input, new PSDataCollection<PSObject>(), new PSInvocationSettings { AddToHistory = addToHistory });
            Stopped = shell.InvocationStateInfo.State == PSInvocationState.Stopped;
        }
        catch (PipelineStoppedException)
        {
            Stopped = true;
        }
        catch (RuntimeException e)
        {
            Threw = true;
            SetRunning(null);
            Report(e is IncompleteParseException ? Locate(shell, e) : e.ErrorRecord);
        }
        finally
        {
            SetRunning(null);
            ui.EndProgress();
        }
    }

    /// <summary>A script that ends too early is refused without a place; parsing it again tells where.</summary>
    private static ErrorRecord Locate(PowerShell shell, RuntimeException refusal)
    {
        Parser.ParseInput(shell.Commands.Commands[0].CommandText, out _, out ParseError[] errors);
        return errors.Length > 0 ? new ParseException(errors).ErrorRecord : refusal.ErrorRecord;
    }

    /// <summary>Shows an uncaught exception as the engine shows any error.</summary>
    private void Report(ErrorRecord error)
    {
        using PowerShell shell = PowerShell.Create(runspace);
        shell.AddCommand("Out-Default");
        ui.OnStandardError(() => shell.Invoke(new[] { error }));
    }

    private void SetRunning(PowerShell? shell)
    {
        lock (_gate)
        {
            _running = shell;
            _stopping = false;
        }
    }
}
