using System;
using System.Collections.Generic;
using System.Linq;
using SocketTools.Faults;

namespace SocketTools.Dialogues;

/// <summary>What Redis has been asked to send by itself, and what a command can be answered with in that state.</summary>
internal sealed class RedisDialogue
{
    // What a client hears by its own wish, by the kind of subscription: none, p and s.
    private readonly Dictionary<string, HashSet<string>> _subscriptions = new(StringComparer.Ordinal);
    private bool _isMonitoring;
    private bool _isInTransaction;
    private bool _isUnknown;

    /// <summary>Whether messages come among the replies, as arrays: somebody has subscribed, in RESP2.</summary>
    internal bool IsListening { get; private set; }

    /// <summary>Whether the words of a command matter to its replies.</summary>
    internal bool IsWatched(string verb) => _isMonitoring || IsSubscription(verb) || verb is "CLIENT" or "REPLCONF" or "SYNC" or "PSYNC" or "MONITOR";

    /// <summary>How many replies a command has.</summary>
    /// <param name="verb">Its first word, in capitals.</param>
    /// <param name="words">All its words.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: none, or nobody could tell them from what else comes.</exception>
    internal int Replies(string verb, IReadOnlyList<string> words)
    {
        if (WhyRefused(verb, words) is string reason)
        {
            throw FaultFactory.InvalidRequest(reason + " Nothing was sent.");
        }

        return !IsSubscription(verb) ? 1
            : words.Count > 1 ? words.Count - 1
            : Math.Max(1, verb.IndexOf("UNSUBSCRIBE", StringComparison.Ordinal) >= 0 ? Of(verb).Count : 1);
    }

    /// <summary>A command was answered.</summary>
    /// <param name="verb">Its first word, in capitals; null: none was given.</param>
    /// <param name="value">The answer.</param>
    /// <param name="isPush">Whether it was pushed (RESP3).</param>
    internal void Heard(string? verb, object? value, bool isPush)
    {
        _isMonitoring |= verb == "MONITOR" && value is "OK";
        _isInTransaction = verb == "MULTI" ? _isInTransaction || value is "OK" : _isInTransaction && verb is not ("EXEC" or "DISCARD" or "RESET");
        if (verb == "RESET" && value is "RESET")
        {
            _isMonitoring = false;
            _isUnknown = false;
            _subscriptions.Clear();
            IsListening = false;
        }

        if (value is object?[] { Length: 3 } items && RespText.Word(items[0]) is string kind && items[1] is object channel && IsSubscription(kind.ToUpperInvariant()))
        {
            HashSet<string> subscribed = Of(kind.ToUpperInvariant());
            _ = kind.IndexOf("unsubscribe", StringComparison.Ordinal) >= 0 ? subscribed.Remove(RespText.Word(channel) ?? "") : subscribed.Add(RespText.Word(channel) ?? "");
            IsListening = !isPush && _subscriptions.Values.Any(static channels => channels.Count > 0);
        }
    }

    /// <summary>Somebody else sent or read something.</summary>
    internal void Interrupted() => _isUnknown = true;

    /// <summary>Whether a command is about subscriptions.</summary>
    internal static bool IsSubscription(string verb) => verb is "SUBSCRIBE" or "PSUBSCRIBE" or "SSUBSCRIBE" or "UNSUBSCRIBE" or "PUNSUBSCRIBE" or "SUNSUBSCRIBE";

    private string? WhyRefused(string verb, IReadOnlyList<string> words)
    {
        string second = words.Count > 1 ? words[1].ToUpperInvariant() : "";
        string third = words.Count > 2 ? words[2].ToUpperInvariant() : "";
        return _isMonitoring && verb is not ("RESET" or "QUIT") ? "Behind MONITOR nothing tells a reply from what the server reports: RESET ends that."
            : verb == "CLIENT" && second == "REPLY" && third is "OFF" or "SKIP" ? $"CLIENT REPLY {third} brings no reply, nor does what is sent behind it: send both as lines."
            : verb == "REPLCONF" && second is "ACK" or "GETACK" ? $"REPLCONF {second} brings no reply: send it as a line."
            : verb is "SYNC" or "PSYNC" ? $"{verb} makes a replica of the connection, and what comes then are no replies: send it as a line."
            : IsSubscription(verb) && _isInTransaction ? $"In a transaction Redis answers {verb} with more replies than EXEC says: leave it out of there."
            : _isUnknown && words.Count == 1 && verb.IndexOf("UNSUBSCRIBE", StringComparison.Ordinal) >= 0 ? $"{verb} alone has a reply for each subscription, and others may have been made outside of this dialogue: name the channels."
            : null;
    }

    private HashSet<string> Of(string verb)
    {
        string kind = verb[0] is 'P' ? "P" : verb.StartsWith("SS", StringComparison.Ordinal) || verb.StartsWith("SUN", StringComparison.Ordinal) ? "S" : "";
        return _subscriptions.TryGetValue(kind, out HashSet<string>? subscribed) ? subscribed : _subscriptions[kind] = new HashSet<string>(StringComparer.Ordinal);
    }
}
