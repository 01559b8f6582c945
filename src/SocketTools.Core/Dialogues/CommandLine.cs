using System.Text;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Framing;
using SocketTools.Replies;

namespace SocketTools.Dialogues;

/// <summary>A command that is a line of text: its words, its bytes, and what of it may be shown.</summary>
internal static class CommandLine
{
    /// <summary>Refuses what would be another command at the peer's side.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>.</exception>
    internal static void RefuseControlCharacters(SocketCommand command)
    {
        Refuse(command.Text, "The command");
        Refuse(command.Secret, "The secret argument");
    }

    /// <summary>Refuses arguments where the protocol's commands are lines and nothing else.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>.</exception>
    internal static void RefuseArguments(SocketCommand command, ReplyFormat format)
    {
        if (command.Arguments.Count > 0)
        {
            throw FaultFactory.InvalidRequest($"A command of {format} is one line: write its arguments into it. An argument of its own is for Redis, for IMAP's and Sieve's literals, for memcached's values and for the body of an HTTP request. Nothing was sent.");
        }
    }

    /// <summary>The first word, in capitals.</summary>
    internal static string Verb(string text) => Word(text, 0).ToUpperInvariant();

    /// <summary>A word of the line; empty where it has fewer.</summary>
    internal static string Word(string text, int index)
    {
        int start = Skip(text, EndOfWords(text, index), blanks: true);
        return text.Substring(start, Skip(text, start, blanks: false) - start);
    }

    /// <summary>Where so many words end; the line's end where it has fewer.</summary>
    internal static int EndOfWords(string text, int count)
    {
        int at = 0;
        for (int i = 0; i < count; i++)
        {
            at = Skip(text, Skip(text, at, blanks: true), blanks: false);
        }

        return at;
    }

    /// <summary>The line with the secret behind it.</summary>
    internal static string WithSecret(SocketCommand command) =>
        command.Secret is null ? command.Text : command.Text.Length == 0 ? command.Secret : command.Text + " " + command.Secret;

    /// <summary>The bytes of the line, its secret behind it, and its end.</summary>
    /// <param name="command">The command.</param>
    /// <param name="shown">What of it may be shown: where that is not all, no error tells a character of it.</param>
    /// <param name="encoding">How the text is encoded.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: the encoding lacks a character.</exception>
    internal static byte[] Bytes(SocketCommand command, string shown, Encoding encoding)
    {
        string line = WithSecret(command);
        return StrictText.Encode(encoding, line + "\r\n", isSecret: shown != line);
    }

    /// <summary>The bytes of a line of ASCII and its end, and a block behind it.</summary>
    internal static byte[] Bytes(string line, byte[] block)
    {
        byte[] head = Encoding.ASCII.GetBytes(line + "\r\n");
        var bytes = new byte[head.Length + block.Length];
        head.CopyTo(bytes, 0);
        block.CopyTo(bytes, head.Length);
        return bytes;
    }

    private static int Skip(string text, int at, bool blanks)
    {
        while (at < text.Length && (text[at] is ' ' or '\t') == blanks)
        {
            at++;
        }

        return at;
    }

    private static void Refuse(string? text, string what)
    {
        if (text is not null && LineBreak.NameOfFirst(text) is string name)
        {
            throw FaultFactory.InvalidRequest($"{what} has {name} inside, which would make it another command at the peer's side. Nothing was sent. Give several commands, or send bytes.");
        }
    }
}
