using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace SocketTools.Binding;

/// <summary>Offers the names of encodings.</summary>
public sealed class EncodingCompleter : IArgumentCompleter
{
    /// <summary>The names that are offered; others are accepted too.</summary>
    internal static readonly string[] Names = { "utf8", "latin1", "ascii", "unicode", "bigendianunicode", "utf32" };

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Names.Where(n => n.StartsWith(wordToComplete, StringComparison.OrdinalIgnoreCase)).Select(static n => new CompletionResult(n));
}
