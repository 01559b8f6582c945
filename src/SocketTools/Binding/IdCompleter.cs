using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace SocketTools.Binding;

/// <summary>Offers the ids that <see cref="IdTransformationAttribute"/> takes, each with what has it.</summary>
public abstract class IdCompleter : IArgumentCompleter
{
    private readonly Func<IEnumerable<(int Id, string Thing)>> _known;

    /// <summary>Makes it.</summary>
    /// <param name="known">What there is when it is asked for.</param>
    private protected IdCompleter(Func<IEnumerable<(int Id, string Thing)>> known) => _known = known;

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        _known()
            .Select(static known => (Id: known.Id.ToString(CultureInfo.InvariantCulture), known.Thing))
            .Where(known => known.Id.StartsWith(wordToComplete, StringComparison.Ordinal))
            .Select(static known => new CompletionResult(known.Id, $"{known.Id}  {known.Thing}", CompletionResultType.ParameterValue, known.Thing));
}
