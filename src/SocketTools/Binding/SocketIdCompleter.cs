using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace SocketTools.Binding;

/// <summary>Offers ids at a position where connections, listeners and perhaps other things may stand; where the parameter is named, of what it
/// takes.</summary>
/// <remarks>By position the engine asks the parameters one after the other, and puts an empty word between the answers of two, and in place of
/// one that is empty. So the connections' parameter answers for both, the listeners' never does, and nothing at all is said where no id fits:
/// then the parameters of other things have their turn.</remarks>
public sealed class SocketIdCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        IEnumerable<CompletionResult> Ids(IdCompleter of) => of.CompleteArgument(commandName, parameterName, wordToComplete, commandAst, fakeBoundParameters);
        bool isListener = parameterName == "Listener";
        if (IsNamed(parameterName, commandAst))
        {
            return Ids(isListener ? new ListenerCompleter() : new ConnectionCompleter());
        }

        CompletionResult[] fitting = isListener ? Array.Empty<CompletionResult>() : Ids(new ConnectionCompleter()).Concat(Ids(new ListenerCompleter())).ToArray();
        return fitting.Length > 0 ? fitting : null!;
    }

    /// <summary>Whether a parameter stands there by its name.</summary>
    internal static bool IsNamed(string parameter, CommandAst command) =>
        command.CommandElements.OfType<CommandParameterAst>().Any(p => parameter.StartsWith(p.ParameterName, StringComparison.OrdinalIgnoreCase));
}
