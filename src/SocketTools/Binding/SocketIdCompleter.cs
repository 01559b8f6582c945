using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace SocketTools.Binding;

/// <summary>Offers ids, of listeners for a parameter of that name and else of connections, at a position where other things may stand as well:
/// where it is by position and none fits, their parameters have their turn. (An answer of nothing would stand among theirs, as an empty word.)</summary>
public sealed class SocketIdCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        IdCompleter ids = parameterName == "Listener" ? new ListenerCompleter() : new ConnectionCompleter();
        CompletionResult[] fitting = ids.CompleteArgument(commandName, parameterName, wordToComplete, commandAst, fakeBoundParameters).ToArray();
        return fitting.Length > 0 || IsNamed(parameterName, commandAst) ? fitting : null!;
    }

    private static bool IsNamed(string parameter, CommandAst command) =>
        command.CommandElements.OfType<CommandParameterAst>().Any(p => parameter.StartsWith(p.ParameterName, StringComparison.OrdinalIgnoreCase));
}
