using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using SocketTools.Connections;

namespace SocketTools.Binding;

/// <summary>Offers the hosts of the connections that are open.</summary>
public sealed class ConnectedHostCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        WordCompleter.Beginning(ConnectionTable.Connections.Select(static c => c.HostName), wordToComplete);
}
