using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace SocketTools.Binding;

/// <summary>Offers some words; others are accepted too.</summary>
public abstract class WordCompleter : IArgumentCompleter
{
    private readonly string[] _words;

    /// <summary>Makes it for some words.</summary>
    protected WordCompleter(params string[] words) => _words = words;

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        OrTheWordItself(_words.Where(w => w.StartsWith(wordToComplete, StringComparison.OrdinalIgnoreCase)).ToArray(), wordToComplete);

    /// <summary>Words to offer; where there are none, the one that is being written: for nothing the shell would list files.</summary>
    internal static IEnumerable<CompletionResult> OrTheWordItself(string[] words, string word) =>
        (words.Length > 0 || word.Length == 0 ? words : new[] { word }).Select(static w => new CompletionResult(w));
}
