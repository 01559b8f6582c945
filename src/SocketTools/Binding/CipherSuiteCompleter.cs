using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using SocketTools.Tls;

namespace SocketTools.Binding;

/// <summary>Offers the cipher suites that may be chosen on this platform; any part of a name finds it, such as <c>RSA_WITH_AES</c>.</summary>
public sealed class CipherSuiteCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        WordCompleter.OrTheWordItself(
            TlsSettings.KnownCipherSuites.Where(n => n.IndexOf(WordCompleter.Bare(wordToComplete), StringComparison.OrdinalIgnoreCase) >= 0).ToArray(), wordToComplete);
}
