using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using SocketTools.Connections;

namespace SocketTools.Binding;

/// <summary>Offers the ids of the connections that are open.</summary>
public sealed class ConnectionCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        ConnectionTable.Connections
            .Select(static c => (Id: c.Id.ToString(CultureInfo.InvariantCulture), Tip: $"{c.HostName}:{c.Port} ({c.State})"))
            .Where(c => c.Id.StartsWith(wordToComplete, System.StringComparison.Ordinal))
            .Select(static c => new CompletionResult(c.Id, $"{c.Id}  {c.Tip}", CompletionResultType.ParameterValue, c.Tip));
}
