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
        OrTheWordItself(_words.Where(w => Fits(w, wordToComplete) || Fits(w, Bare(wordToComplete))).ToArray(), wordToComplete);

    /// <summary>A word as it is meant, without the quotation marks that may have been begun around it.</summary>
    internal static string Bare(string word) => word.Trim('\'', '"');

    /// <summary>Those that begin as the word that is being written, each once.</summary>
    internal static IEnumerable<CompletionResult> Beginning(IEnumerable<string> words, string word) =>
        OrTheWordItself(words.Where(w => w.Length > 0 && Fits(w, Bare(word))).Distinct(StringComparer.OrdinalIgnoreCase).ToArray(), word);

    /// <summary>Words to offer; where there are none, the one that is being written, as it is: for nothing the shell would list files.</summary>
    internal static IEnumerable<CompletionResult> OrTheWordItself(string[] words, string word) =>
        (words.Length > 0 || word.Length == 0 ? words : new[] { word }).Select(static w => new CompletionResult(w));

    private static bool Fits(string offered, string word) => offered.StartsWith(word, StringComparison.OrdinalIgnoreCase);
}
