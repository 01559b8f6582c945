using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Framing;

namespace SocketTools.Dialogues;

/// <summary>Redis: a command is an array of strings, the reply a value (RESP2 and RESP3).</summary>
public sealed class RedisProtocol : ParsedProtocol
{
    /// <inheritdoc/>
    public override ReplyFormat Format => ReplyFormat.Redis;

    /// <inheritdoc/>
    public override PreparedCommand Prepare(SocketCommand command, Encoding encoding)
    {
        CommandLine.RefuseControlCharacters(command);
        string verb = CommandLine.Verb(command.Text);
        if (command.Arguments.Count == 0 && command.Secret is null && PlainWords.TryEncode(command.Text) is byte[] bytes)
        {
            return Prepared(command, verb, bytes);
        }

        bool isSecret = verb is "AUTH" or "HELLO";
        List<byte[]> words = RespWords.Split(command.Text, encoding, isSecret);
        foreach (object argument in command.Arguments)
        {
            words.Add(argument as byte[] ?? StrictText.Encode(encoding, (string)argument, isSecret));
        }

        if (command.Secret is string secret)
        {
            words.Add(StrictText.Encode(encoding, secret, isSecret: true));
        }

        if (words.Count == 0)
        {
            throw FaultFactory.InvalidRequest("An empty command has no reply. Nothing was sent.");
        }

        return Prepared(command, verb, Bytes(words));
    }

    /// <inheritdoc/>
    public override ReplyParser NewParser(PreparedCommand? command, ReplyOptions options) =>
        new RespParser(takesPush: command is null || command.Verb.EndsWith("SUBSCRIBE", StringComparison.Ordinal), options);

    private static PreparedCommand Prepared(SocketCommand command, string verb, byte[] bytes) => new(Shown(command, verb), verb, bytes)
    {
        Pipelining = verb is "MONITOR" or "SYNC" or "PSYNC" or "SUBSCRIBE" or "PSUBSCRIBE" or "SSUBSCRIBE" ? PipelineRule.Refused : PipelineRule.Free,
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

    private static string Shown(SocketCommand command, string verb)
    {
        string text = Redacted(command.Text, verb);
        if (command.Arguments.Count == 0 && command.Secret is null)
        {
            return text;
        }

        bool hidden = text.EndsWith(SecretCommand.Stars, StringComparison.Ordinal) || verb == "AUTH" || NamesSecret(command.Text, verb);
        var shown = new StringBuilder(text);
        foreach (object argument in command.Arguments)
        {
            shown.Append(' ').Append(hidden ? SecretCommand.Stars
                : argument is byte[] bytes ? "<" + bytes.Length.ToString(CultureInfo.InvariantCulture) + " bytes>"
                : argument);
            hidden |= IsAuthWord(argument as string) && verb is "HELLO" or "MIGRATE";
        }

        return command.Secret is null ? shown.ToString() : shown.Append(' ').Append(SecretCommand.Stars).ToString();
    }

    // AUTH [user] password; HELLO 3 AUTH user password; MIGRATE … AUTH[2] …; CONFIG SET requirepass …; ACL SETUSER user >password.
    private static string Redacted(string text, string verb)
    {
        if (verb == "AUTH")
        {
            return CommandLine.Word(text, 1).Length == 0 ? text : "AUTH " + SecretCommand.Stars;
        }

        if (verb is not ("HELLO" or "MIGRATE" or "CONFIG" or "ACL"))
        {
            return text;
        }

        int at = 0;
        for (int i = 0; at < text.Length; i++)
        {
            string word = CommandLine.Word(text, i);
            if (word.Length == 0)
            {
                return text;
            }

            at = text.IndexOf(word, at, StringComparison.Ordinal) + word.Length;
            bool secretsFollow = verb is "HELLO" or "MIGRATE" ? i > 0 && IsAuthWord(word) : i == 2 && NamesSecret(text, verb);
            if (secretsFollow && text.Substring(at).Trim().Length > 0)
            {
                return text.Substring(0, at) + " " + SecretCommand.Stars;
            }
        }

        return text;
    }

    private static bool IsAuthWord(string? word) =>
        word is not null && word.StartsWith("AUTH", StringComparison.OrdinalIgnoreCase) && word.Length <= 5;

    private static bool NamesSecret(string text, string verb)
    {
        string second = CommandLine.Word(text, 1).ToUpperInvariant();
        string third = CommandLine.Word(text, 2);
        return (verb == "ACL" && second == "SETUSER")
            || (verb == "CONFIG" && second == "SET" && (third.EndsWith("pass", StringComparison.OrdinalIgnoreCase) || third.EndsWith("auth", StringComparison.OrdinalIgnoreCase)));
    }
}
