using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Framing;
using SocketTools.Replies;
using SocketTools.Tracing;

namespace SocketTools.Dialogues;

/// <summary>Redis: a command is an array of strings, the reply a value (RESP2 and RESP3).</summary>
public sealed class RedisProtocol : ParsedProtocol
{
    private readonly RedisDialogue _dialogue = new();
    private RespParser? _parser;

    /// <inheritdoc/>
    public override ReplyFormat Format => ReplyFormat.Redis;

    /// <inheritdoc/>
    public override PreparedCommand Prepare(SocketCommand command, Encoding encoding)
    {
        CommandLine.RefuseControlCharacters(command);
        string first = command.Text.Length == 0 && command.Arguments.Count > 0 ? command.Arguments[0] as string ?? "" : CommandLine.Word(command.Text, 0);
        string verb = first.Trim(s_quotationMarks).ToUpperInvariant();
        bool isSecret = RedisSecrets.MayBeIn(verb);
        if (!isSecret && !_dialogue.IsWatched(verb) && command.Arguments.Count == 0 && command.Secret is null && PlainWords.TryEncode(command.Text) is byte[] bytes)
        {
            return Prepared(command.Text, verb, bytes, replies: 1);
        }

        var ends = new List<int>();
        List<byte[]> words = RespWords.Split(command.Text, encoding, isSecret, ends);
        foreach (object argument in command.Arguments)
        {
            words.Add(argument as byte[] ?? StrictText.Encode(encoding, (string)argument, isSecret));
        }

        if (words.Count > 0)
        {
            verb = encoding.GetString(words[0]).ToUpperInvariant();
        }

        int hidden = isSecret ? RedisSecrets.First(verb, words.ConvertAll(encoding.GetString)) : words.Count;
        if (command.Secret is string secret)
        {
            words.Add(StrictText.Encode(encoding, secret, isSecret: true));
        }

        if (words.Count == 0)
        {
            throw FaultFactory.InvalidRequest("An empty command has no reply. Nothing was sent.");
        }

        int replies = _dialogue.IsWatched(verb) ? _dialogue.Replies(verb, words.ConvertAll(encoding.GetString)) : 1;
        return Prepared(Shown(command, ends, hidden), verb, Bytes(words), replies);
    }

    /// <inheritdoc/>
    public override ReplyParser NewParser(PreparedCommand? command, ReplyOptions options) => _parser = new RespParser(command?.Verb, _dialogue.IsListening, options);

    /// <inheritdoc/>
    /// <remarks>A no ends what would have had several replies.</remarks>
    protected internal override int DueBehind(PreparedCommand command, SocketReply reply, int due) => reply.IsPositive ? due - 1 : 0;

    /// <inheritdoc/>
    protected internal override void Heard(PreparedCommand? command, SocketReply reply) => _dialogue.Heard(command?.Verb, reply.Data, _parser is { IsPush: true });

    /// <inheritdoc/>
    protected internal override void Interrupted() => _dialogue.Interrupted();

    private static PreparedCommand Prepared(string shown, string verb, byte[] bytes, int replies) => new(shown, verb, bytes)
    {
        Replies = replies,
        Pipelining = verb == "MONITOR" || RedisDialogue.IsSubscription(verb) ? PipelineRule.Refused
            : verb is "QUIT" or "RESET" ? PipelineRule.EndsGroup
            : PipelineRule.Free,
    };

    private static byte[] Bytes(List<byte[]> words)
    {
        int length = 16;
        foreach (byte[] word in words)
        {
            length += word.Length + 16;
        }

        var bytes = new byte[length];
        int at = Count(bytes, 0, (byte)'*', words.Count);
        foreach (byte[] word in words)
        {
            at = Count(bytes, at, (byte)'$', word.Length);
            Buffer.BlockCopy(word, 0, bytes, at, word.Length);
            at += word.Length;
            bytes[at++] = (byte)'\r';
            bytes[at++] = (byte)'\n';
        }

        Array.Resize(ref bytes, at);
        return bytes;
    }

    /// <summary>Writes a type, a count and a line end.</summary>
    /// <returns>Where the next byte goes.</returns>
    internal static int Count(byte[] bytes, int at, byte type, int count)
    {
        bytes[at++] = type;
        int digits = 1;
        for (int rest = count; rest >= 10; rest /= 10)
        {
            digits++;
        }

        for (int i = digits - 1; i >= 0; i--)
        {
            bytes[at + i] = (byte)('0' + (count % 10));
            count /= 10;
        }

        at += digits;
        bytes[at++] = (byte)'\r';
        bytes[at++] = (byte)'\n';
        return at;
    }

    // The line's words up to the first hidden one, then the arguments.
    private static string Shown(SocketCommand command, List<int> ends, int hidden)
    {
        var shown = new List<string>();
        if (ends.Count > 0)
        {
            shown.Add(hidden < ends.Count ? command.Text.Substring(0, ends[hidden - 1]) + " " + SecretCommand.Stars : command.Text);
        }

        for (int i = 0; i < command.Arguments.Count; i++)
        {
            shown.Add(ends.Count + i >= hidden ? SecretCommand.Stars
                : command.Arguments[i] is byte[] bytes ? "<" + bytes.Length.ToString(CultureInfo.InvariantCulture) + " bytes>"
                : (string)command.Arguments[i]);
        }

        if (command.Secret is not null)
        {
            shown.Add(SecretCommand.Stars);
        }

        return string.Join(" ", shown);
    }

    private static readonly char[] s_quotationMarks = { '"', '\'' };
}
