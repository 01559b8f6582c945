using SocketTools.Faults;

namespace SocketTools.Replies;

/// <summary>What goes wrong between commands and replies, whatever the protocol.</summary>
internal static class ReplyFaults
{
    /// <summary>The same fault, where nothing was sent because the server has the first word.</summary>
    internal static SocketToolsException GreetingStillDue(SocketToolsException fault) =>
        new(fault.Fault, fault.Message + " Its greeting has not come whole, and nothing was sent before that.", fault) { Partial = fault.Partial, Limit = fault.Limit, Advice = fault.Advice };

    /// <summary>The same fault, from a server that had refused to serve as soon as it was connected to.</summary>
    /// <param name="fault">What went wrong.</param>
    /// <param name="words">What it said.</param>
    /// <param name="greeting">The same as a reply.</param>
    internal static SocketToolsException BehindRefusal(SocketToolsException fault, string words, object greeting) =>
        new(fault.Fault, fault.Message + $" Its greeting was '{FaultFactory.Visible(words)}'.", fault) { Partial = greeting, BytesSent = fault.BytesSent, Limit = fault.Limit, Advice = fault.Advice };

    /// <summary>The same fault, from a server that has said why it hangs up.</summary>
    internal static SocketToolsException BehindFarewell(SocketToolsException fault, string words) =>
        fault.InOtherWords(fault.Message + $" It said '{words}'.", fault);

    /// <summary>The same fault, where a command went out whose reply is still to come: whoever sends it again sends it twice.</summary>
    internal static SocketToolsException ReplyStillDue(SocketToolsException fault) =>
        new(fault.Fault, fault.Message + " The command was sent, and its reply is still due.", fault) { Partial = fault.Partial, Limit = fault.Limit, Advice = Advice.ReadReply };

    /// <summary>A reply that is not one of those that were expected.</summary>
    internal static SocketToolsException UnexpectedReply(string peer, string? command, string reply, string expected, object partial) =>
        new(Fault.ReplyRejected, $"{peer} answered {(command is null ? "" : $"'{FaultFactory.Visible(command)}' ")}with '{FaultFactory.Visible(reply)}'; expected was {expected}.") { Partial = partial };

    /// <summary>A dialogue in which nobody knows where the next reply begins.</summary>
    internal static SocketToolsException DialogueLost(string peer, string protocol) =>
        new(Fault.ConnectionClosed, $"Behind what {peer} sent last nobody knows where its next reply begins ({protocol}): the connection was closed.") { Advice = Advice.OpenConnection };
}
