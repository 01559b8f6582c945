using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation.Language;
using System.Text;
using SocketTools.Shell.Hosting;

namespace SocketTools.Shell.Prompting;

/// <summary>Reads statements and runs them until <c>exit</c> or the end of the input.</summary>
internal sealed class PromptLoop(ShellHost host, ScriptRunner runner, Completer completer)
{
    private const string Continuation = ">> ";

    private readonly List<string> _history = [];

    internal void Run()
    {
        while (host.RequestedExit is null && !runner.OutputClosed)
        {
            string? statement;
            try
            {
                statement = ReadStatement();
            }
            catch (OperationCanceledException)
            {
                continue;
            }

            if (statement is null)
            {
                return;
            }

            if (!string.IsNullOrWhiteSpace(statement))
            {
                runner.RunScript(statement, addToHistory: true);
            }
        }
    }

    /// <summary>Reads lines until they parse as a whole, or are wrong in a way that more lines won't mend.</summary>
    private string? ReadStatement()
    {
        // A script on standard input is not a conversation: no prompts in its output.
        bool prompts = !Console.IsInputRedirected;
        StringBuilder statement = new();
        while (true)
        {
            string prompt = !prompts ? string.Empty : statement.Length > 0 ? Continuation : runner.GetPrompt();
            string? line = new LineEditor(history: _history, completer: completer).Read(prompt);
            if (line is null)
            {
                return statement.Length > 0 ? statement.ToString() : null;
            }

            Remember(line);
            statement.Append(line).Append('\n');
            Parser.ParseInput(statement.ToString(), out _, out ParseError[] errors);
            if (!errors.Any(error => error.IncompleteInput))
            {
                return statement.ToString(0, statement.Length - 1);
            }
        }
    }

    private void Remember(string line)
    {
        if (!string.IsNullOrWhiteSpace(line) && (_history.Count == 0 || _history[^1] != line))
        {
            _history.Add(line);
        }
    }
}
