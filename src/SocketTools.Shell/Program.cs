using System;
using System.IO;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using System.Threading;
using SocketTools.Shell.Hosting;
using SocketTools.Shell.Prompting;

namespace SocketTools.Shell;

/// <summary>The console program.</summary>
public static class Program
{
    /// <summary>Runs a command, a file or a prompt.</summary>
    /// <param name="args">The arguments of <c>pwsh</c> that the usage text lists.</param>
    /// <returns>
    /// The code of <c>exit</c>; otherwise 0 for success and 1 for failure as <c>pwsh</c> tells them apart, 64 for arguments that make
    /// no sense, 70 if the session cannot be opened, 130 after Ctrl+C, 141 when the reader of standard output is gone.
    /// </returns>
    public static int Main(string[] args)
    {
        CommandLine line = CommandLine.Parse(args);
        if (line.Fault is null && line.File is not null && !File.Exists(line.File))
        {
            return Complain($"There is no script file '{line.File}'.", ExitCode.Usage);
        }

        if (line.Fault is not null)
        {
            return Complain(line.Fault, ExitCode.Usage);
        }

        Terminal.SetUp();
        if (line.Help || line.Version)
        {
            Console.WriteLine(line.Help ? CommandLine.Usage : GetVersion());
            return ExitCode.Success;
        }

        try
        {
            return Run(line);
        }
        catch (Exception e) when (e is FileNotFoundException or ArgumentException or RuntimeException)
        {
            return Complain(Explain(e), ExitCode.CannotStart);
        }
    }

    private static int Run(CommandLine line)
    {
        ShellUI ui = new();
        ShellHost host = new(ui);
        InitialSessionState state = ShellSession.CreateInitialState(manifestPath: null);
        if (line.ExecutionPolicy is not null && OperatingSystem.IsWindows())
        {
            state.ExecutionPolicy = Enum.Parse<Microsoft.PowerShell.ExecutionPolicy>(line.ExecutionPolicy, ignoreCase: true);
        }

        using Runspace runspace = RunspaceFactory.CreateRunspace(host, state);
        runspace.ThreadOptions = PSThreadOptions.ReuseThread;
        runspace.Open();
        Runspace.DefaultRunspace = runspace;
        if (Terminal.IsSet("NO_COLOR"))
        {
            PSStyle.Instance.OutputRendering = OutputRendering.PlainText;
        }

        ScriptRunner runner = new(runspace, ui);
        ui.StopRequested = () => runner.TryStop();
        bool prompts = line.NoExit || (line.Command is null && line.File is null);
        Console.CancelKeyPress += (_, e) =>
        {
            // A second Ctrl+C finds a pipeline that is stopping already, and ends the process.
            e.Cancel = runner.TryStop() || (prompts && !runner.IsRunning);
        };

        RunArguments(line, runner);
        if (prompts && host.RequestedExit is null && !ui.OutputClosed)
        {
            new PromptLoop(host, runner, new Completer(runspace)).Run();
        }

        return GetExitCode(line, host, runner, prompts);
    }

    private static void RunArguments(CommandLine line, ScriptRunner runner)
    {
        if (line.Command is not null)
        {
            string script = line.Command == "-" ? Console.In.ReadToEnd() : line.Command;
            runner.RunScript(script, addToHistory: true, GetInput(Parser.ParseInput(script, out _, out _)));
        }
        else if (line.File is not null)
        {
            string path = Path.GetFullPath(line.File);
            PSDataCollection<string> input = GetInput(Parser.ParseFile(path, out _, out _));
            runner.RunFile(path, line.FileArguments, exitEndsSession: !line.NoExit, input);
        }
    }

    private static int GetExitCode(CommandLine line, ShellHost host, ScriptRunner runner, bool prompts)
    {
        if (runner.OutputClosed)
        {
            return ExitCode.OutputClosed;
        }

        if (runner.Stopped && !prompts)
        {
            return ExitCode.Interrupted;
        }

        return host.RequestedExit ?? (!runner.Threw && runner.LastSucceeded() ? ExitCode.Success : ExitCode.Failure);
    }

    /// <summary>The lines of a redirected standard input for a script that says <c>$input</c>; else nothing, and nothing is read.</summary>
    private static PSDataCollection<string> GetInput(Ast script)
    {
        PSDataCollection<string> lines = [];
        bool wanted = Console.IsInputRedirected
            && script.Find(ast => ast is VariableExpressionAst { VariablePath.UserPath: var name }
                && name.Equals("input", StringComparison.OrdinalIgnoreCase), searchNestedScriptBlocks: false) is not null;
        if (!wanted)
        {
            lines.Complete();
            return lines;
        }

        Thread reader = new(() =>
        {
            while (Console.In.ReadLine() is { } text)
            {
                lines.Add(text);
            }

            lines.Complete();
        });
        reader.IsBackground = true;
        reader.Start();
        return lines;
    }

    private static string Explain(Exception e)
    {
        if (e is not RuntimeException)
        {
            return e.Message;
        }

        string reason = e is RunspaceOpenModuleLoadException load ? string.Join(' ', load.ErrorRecords) : e.Message;
        return "The module SocketTools cannot be imported; is it built (dotnet build src/SocketTools.slnx -c Release)? "
            + reason.ReplaceLineEndings(" ");
    }

    private static string GetVersion() =>
        $"SocketTools.Shell {typeof(Program).Assembly.GetName().Version!.ToString(3)}, PowerShell {PSVersionInfo.PSVersion}";

    private static int Complain(string message, int code)
    {
        Console.Error.WriteLine("SocketTools.Shell: " + message);
        return code;
    }
}
