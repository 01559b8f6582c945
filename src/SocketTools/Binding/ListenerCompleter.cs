using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using SocketTools.Connections;

namespace SocketTools.Binding;

/// <summary>Offers the ids of the listeners that listen.</summary>
public sealed class ListenerCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        ConnectionTable.Listeners
            .Select(static l => (Id: l.Id.ToString(CultureInfo.InvariantCulture), Tip: l.ToString()))
            .Where(l => l.Id.StartsWith(wordToComplete, StringComparison.Ordinal))
            .Select(static l => new CompletionResult(l.Id, $"{l.Id}  {l.Tip}", CompletionResultType.ParameterValue, l.Tip));
}
