using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using SocketTools.Probing;

namespace SocketTools.Binding;

/// <summary>Offers well-known ports, by number or by service name.</summary>
public sealed class PortCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = WordCompleter.Bare(wordToComplete);
        return ServicePorts.Known
            .Where(s => s.Value.StartsWith(word, StringComparison.OrdinalIgnoreCase) || Number(s).StartsWith(word, StringComparison.Ordinal))
            .Select(static s => new CompletionResult(Number(s), $"{s.Key} ({s.Value})", CompletionResultType.ParameterValue, s.Value));
    }

    private static string Number(KeyValuePair<int, string> service) => service.Key.ToString(CultureInfo.InvariantCulture);
}
