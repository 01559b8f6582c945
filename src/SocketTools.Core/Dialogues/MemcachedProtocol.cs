using System;
using System.Collections.Generic;
using System.Text;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Framing;
using SocketTools.Replies;

namespace SocketTools.Dialogues;

/// <summary>The text protocol of memcached (protocol.txt), meta commands included. A stored value is an argument; its length is put in here.</summary>
public sealed class MemcachedProtocol : ParsedProtocol
{
    private bool _isWatching;

    /// <inheritdoc/>
    public override ReplyFormat Format => ReplyFormat.Memcached;

    /// <inheritdoc/>
    public override PreparedCommand Prepare(SocketCommand command, Encoding encoding)
    {
        CommandLine.RefuseControlCharacters(command);
        var words = new List<string>(command.Text.Split(s_space, StringSplitOptions.RemoveEmptyEntries));
        if (words.Count == 0)
        {
            throw FaultFactory.InvalidRequest("An empty command has no reply. Nothing was sent.");
        }

        string verb = words[0].ToUpperInvariant();
        if (WhyRefused(verb, words) is string reason)
        {
            throw FaultFactory.InvalidRequest(reason + " Nothing was sent.");
        }

        object? value = command.Arguments.Count > 0 ? command.Arguments[0] : command.Secret;
        bool takesValue = MemcachedStorage.LengthAt(verb) > 0;
        if (!takesValue ? value is not null : value is null || command.Arguments.Count > 1 || (command.Secret is not null && command.Arguments.Count > 0))
        {
            throw FaultFactory.InvalidRequest(!takesValue
                ? $"{words[0]} takes no value: write its arguments into the command. Nothing was sent."
                : $"{words[0]} takes one value: give it as the argument, and leave its length out of the command. Nothing was sent.");
        }

        byte[]? data = value as byte[] ?? (value is null ? null : StrictText.Encode(encoding, (string)value, isSecret: command.Secret is not null));
        if (data is not null)
        {
            MemcachedStorage.Complete(words, verb, data.Length, encoding);
        }

        byte[] line = StrictText.Encode(encoding, string.Join(" ", words) + "\r\n");
        var bytes = new byte[line.Length + (data is null ? 0 : data.Length + 2)];
        line.CopyTo(bytes, 0);
        if (data is not null)
        {
            data.CopyTo(bytes, line.Length);
            bytes[bytes.Length - 2] = (byte)'\r';
            bytes[bytes.Length - 1] = (byte)'\n';
        }

        return new PreparedCommand(string.Join(" ", words), verb, bytes) { Pipelining = verb == "WATCH" ? PipelineRule.Refused : PipelineRule.Free };
    }

    /// <inheritdoc/>
    public override ReplyParser NewParser(PreparedCommand? command, ReplyOptions options) =>
        new MemcachedParser(_isWatching && command is null ? MemcachedLines.Log : command?.Shown.IndexOf("mgdump", StringComparison.Ordinal) > 0 ? MemcachedLines.Keys : MemcachedLines.Reply, options);

    /// <inheritdoc/>
    protected internal override void Heard(PreparedCommand? command, SocketReply reply)
    {
        _isWatching |= command?.Verb == "WATCH" && reply.Code is "OK";

        // The line was not taken: what the server makes of the value behind it has as many replies as it likes. (ms passes over the value all the same.)
        IsLost |= command is not null && MemcachedStorage.LengthAt(command.Verb) > 0 && (reply.Code is "ERROR" || (reply.Code is "CLIENT_ERROR" && command.Verb != "MS"));
    }

    // What has no reply, or one only sometimes, leaves nobody to say whose the next one is.
    private string? WhyRefused(string verb, List<string> words)
    {
        bool isMeta = verb is "MG" or "MS" or "MD" or "MA" or "ME";
        bool isRetrieval = verb is "GET" or "GETS" or "GAT" or "GATS";
        return _isWatching ? "Behind watch the server sends its log, and nothing tells a reply from that: use another connection for commands."
            : verb == "QUIT" || (!isMeta && !isRetrieval && words[words.Count - 1] == "noreply")
                ? $"'{FaultFactory.Visible(string.Join(" ", words))}' brings no reply: send it as a line."
            : isMeta && words.FindIndex(Math.Min(2, words.Count), static word => word[0] == 'q') > 0
                ? "With the flag q a reply comes only sometimes: leave it out, or send it as a line, and 'mn' behind it."
            : null;
    }

    private static readonly char[] s_space = { ' ' };
}
