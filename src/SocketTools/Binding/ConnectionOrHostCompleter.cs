using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace SocketTools.Binding;

/// <summary>Offers the ids of the connections that are open, for a position where a host may stand as well: hosts are offered too where nothing
/// is written yet; behind that the host's parameter has its own turn.</summary>
public sealed class ConnectionOrHostCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        CompletionResult[] ids = new ConnectionCompleter().CompleteArgument(commandName, parameterName, wordToComplete, commandAst, fakeBoundParameters).ToArray();
        return wordToComplete.Length == 0 ? ids.Concat(new HostNameCompleter().CompleteArgument(commandName, parameterName, wordToComplete, commandAst, fakeBoundParameters))
            : ids.Length > 0 || SocketIdCompleter.IsNamed(parameterName, commandAst) ? ids
            : null!;
    }
}
