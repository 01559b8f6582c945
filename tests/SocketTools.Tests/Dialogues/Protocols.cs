using System.Collections;
using System.Globalization;
using SocketTools.Connections;
using SocketTools.Dialogues;
using SocketTools.Framing;
using SocketTools.Replies;
using SocketTools.Tests.Framing;

namespace SocketTools.Tests.Dialogues;

/// <summary>Protocols without a connection: commands to bytes, bytes to replies.</summary>
internal static class Protocols
{
    internal static ParsedProtocol New(ReplyFormat format) => ReplyProtocols.New(format);

    /// <summary>Reads one reply; what is behind it in the bytes must stay there.</summary>
    internal static SocketReply Read(ReplyFormat format, string? command, string bytes, string way, string behind = "250 the next\r\n", ReplyOptions? options = null)
    {
        ParsedProtocol protocol = New(format);
        PreparedCommand? prepared = command is null ? null : protocol.Prepare(Command(command), Encoding.UTF8);
        ReplyParser parser = protocol.NewParser(prepared, options ?? new ReplyOptions());
        byte[] all = Encoding.Latin1.GetBytes(bytes + behind);
        (ScanResult result, int seen) = Arrival.Scan(parser, all, way);
        Assert.True(result.Found, "more bytes were wanted");
        Assert.Equal(bytes.Length, result.Consumed);
        if (way == "one at a time")
        {
            Assert.Equal(bytes.Length, seen);
        }

        return parser.Reply;
    }

    /// <summary>A command, with <c>(M)</c> behind it where it is said to bring a dot block, and <c>|</c> before an argument.</summary>
    internal static SocketCommand Command(string text)
    {
        bool multiLine = text.EndsWith("(M)", StringComparison.Ordinal);
        string[] parts = (multiLine ? text[..^3] : text).Split('|');
        return new SocketCommand(parts[0]) { MultiLine = multiLine, Arguments = parts.Skip(1).ToArray<object>() };
    }

    /// <summary>All that a reply says, on one line.</summary>
    internal static string Describe(SocketReply reply)
    {
        string kind = (reply.IsPositive ? "+" : "-") + (reply.IsIntermediate ? "…" : "");
        string data = reply.Data is null ? "" : " = " + Describe(reply.Data);
        string pushed = reply.Pushed.Length == 0 ? "" : " pushed " + Describe(reply.Pushed);
        string enhanced = reply.EnhancedCode is null ? "" : " " + reply.EnhancedCode;
        return $"{kind} {reply.Code ?? "."}{enhanced} [{string.Join("/", reply.Lines)}]{data}{pushed}";
    }

    private static string Describe(object? value) => value switch
    {
        null => "null",
        string text => $"'{text}'",
        byte[] bytes => "<" + Encoding.Latin1.GetString(bytes).Replace("\r\n", "~", StringComparison.Ordinal) + ">",
        bool truth => truth ? "true" : "false",
        MemcachedItem item => $"{item.Key}:{item.Flags}:{item.Cas}:{item.Text}",
        IDictionary map => "{" + string.Join(",", map.Cast<DictionaryEntry>().Select(static p => $"{Describe(p.Key)}:{Describe(p.Value)}")) + "}",
        IEnumerable list => "(" + string.Join(",", list.Cast<object?>().Select(Describe)) + ")",
        double number => number.ToString("R", CultureInfo.InvariantCulture) + "d",
        System.Numerics.BigInteger big => big.ToString(CultureInfo.InvariantCulture) + "n",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
