using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Framing;
using SocketTools.Replies;

namespace SocketTools.Dialogues;

/// <summary>The text protocol of memcached (protocol.txt), meta commands included. A stored value is an argument; its length is put in here.</summary>
public sealed class MemcachedProtocol : ParsedProtocol
{
    /// <inheritdoc/>
    public override ReplyFormat Format => ReplyFormat.Memcached;

    /// <inheritdoc/>
    public override PreparedCommand Prepare(SocketCommand command, Encoding encoding)
    {
        CommandLine.RefuseControlCharacters(command);
        string verb = CommandLine.Verb(command.Text);
        var words = new List<string>(command.Text.Split(s_space, StringSplitOptions.RemoveEmptyEntries));
        if (words.Count == 0)
        {
            throw FaultFactory.InvalidRequest("An empty command has no reply. Nothing was sent.");
        }

        if (words[words.Count - 1] == "noreply" || verb == "QUIT")
        {
            throw FaultFactory.InvalidRequest($"'{command.Text}' brings no reply: send it as a line. Nothing was sent.");
        }

        object? value = command.Arguments.Count > 0 ? command.Arguments[0] : command.Secret;
        int lengthAt = verb switch { "SET" or "ADD" or "REPLACE" or "APPEND" or "PREPEND" or "CAS" => 4, "MS" => 2, _ => 0 };
        if (lengthAt == 0 ? value is not null : value is null || command.Arguments.Count > 1 || (command.Secret is not null && command.Arguments.Count > 0))
        {
            throw FaultFactory.InvalidRequest(lengthAt == 0
                ? $"{words[0]} takes no value: write its arguments into the command. Nothing was sent."
                : $"{words[0]} takes one value: give it as the argument, and leave its length out of the command. Nothing was sent.");
        }

        byte[]? data = value as byte[] ?? (value is null ? null : StrictText.Encode(encoding, (string)value, isSecret: command.Secret is not null));
        if (data is not null)
        {
            Insert(words, lengthAt, data.Length, verb);
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
    public override ReplyParser NewParser(PreparedCommand? command, ReplyOptions options) => new MemcachedParser(options);

    private static void Insert(List<string> words, int at, int length, string verb)
    {
        int wanted = verb == "CAS" ? 5 : at;
        if (words.Count < at || (at == 4 && words.Count != wanted))
        {
            throw FaultFactory.InvalidRequest(verb switch
            {
                "MS" => "ms is followed by the key and then its flags: 'ms key T60'; the length is put in. Nothing was sent.",
                "CAS" => "cas is followed by key, flags, seconds and the unique number: 'cas key 0 60 17'; the length is put in. Nothing was sent.",
                _ => $"{words[0]} is followed by key, flags and seconds: '{words[0]} key 0 60'; the length is put in. Nothing was sent.",
            });
        }

        words.Insert(at, length.ToString(CultureInfo.InvariantCulture));
    }

    private static readonly char[] s_space = { ' ' };
}
