using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace SocketTools.Binding;

/// <summary>Offers well-known ports, by number or by service name.</summary>
public sealed class PortCompleter : IArgumentCompleter
{
    private static readonly KeyValuePair<int, string>[] s_services =
    {
        new(21, "ftp"), new(22, "ssh"), new(23, "telnet"), new(25, "smtp"), new(53, "domain"), new(70, "gopher"), new(79, "finger"),
        new(80, "http"), new(110, "pop3"), new(119, "nntp"), new(143, "imap"), new(389, "ldap"), new(443, "https"), new(465, "smtps"),
        new(563, "nntps"), new(587, "submission"), new(636, "ldaps"), new(990, "ftps"), new(993, "imaps"), new(995, "pop3s"),
        new(1080, "socks"), new(3128, "squid"), new(3306, "mysql"), new(3389, "rdp"), new(5222, "xmpp-client"), new(5432, "postgresql"),
        new(5985, "winrm"), new(6379, "redis"), new(6667, "irc"), new(8080, "http-alt"), new(11211, "memcached"),
    };

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        s_services
            .Where(s => s.Value.StartsWith(wordToComplete, StringComparison.OrdinalIgnoreCase) || Number(s).StartsWith(wordToComplete, StringComparison.Ordinal))
            .Select(static s => new CompletionResult(Number(s), $"{s.Key} ({s.Value})", CompletionResultType.ParameterValue, s.Value));

    private static string Number(KeyValuePair<int, string> service) => service.Key.ToString(CultureInfo.InvariantCulture);
}
