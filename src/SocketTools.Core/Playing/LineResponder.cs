using System;
using System.Collections.Generic;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using SocketTools.Limits;
using SocketTools.Tracing;

namespace SocketTools.Playing;

/// <summary>Plays a server of a line protocol: a greeting, and to each line the answer of the first pattern that it matches.</summary>
/// <remarks>Behind an answer that asks for a dot block (354, 340 or 335: RFC 5321, 3.3; RFC 3977, 6.3) the lines through the one of a single
/// dot are one message: only that last line is answered.</remarks>
public sealed class LineResponder : ScriptedPlayer
{
    private static readonly string[] s_wantsBlock = { "354", "340", "335" };

    private readonly byte[] _greeting;
    private readonly IReadOnlyList<LineRule> _rules;
    private readonly LineRule? _otherwise;

    /// <summary>Prepares to answer.</summary>
    /// <param name="greeting">Sent to each client at once; empty: nothing is.</param>
    /// <param name="rules">Looked at in order; the first that matches answers.</param>
    /// <param name="otherwise">Answers lines that match none; null: they get no answer.</param>
    /// <param name="settings">How clients are served.</param>
    public LineResponder(byte[] greeting, IReadOnlyList<LineRule> rules, LineRule? otherwise, PlaySettings settings)
        : base(settings)
    {
        _greeting = greeting;
        _rules = rules;
        _otherwise = otherwise;
    }

    /// <summary>Text as lines that end with CR LF; the last one too.</summary>
    public static string WithLineEnds(string text)
    {
        string lines = text.Replace("\r\n", "\n").Replace("\n", "\r\n");
        return lines.Length == 0 || lines.EndsWith("\r\n", StringComparison.Ordinal) ? lines : lines + "\r\n";
    }

    private protected override async Task PlayAsync(PlayedDialogue client)
    {
        if (_greeting.Length > 0)
        {
            await client.WriteAsync(_greeting).ConfigureAwait(false);
        }

        var buffer = new ClientBuffer(client);
        bool inBlock = false;
        while (await buffer.TakeLineAsync(Budgets.MaxLineLength).ConfigureAwait(false) is byte[] bytes)
        {
            string line = LooseText.Decode(bytes, 0, bytes.Length).TrimEnd('\r', '\n');
            if (inBlock && line != ".")
            {
                continue;
            }

            byte[] reply = Answer(line);
            inBlock = WantsBlock(reply);
            if (reply.Length > 0)
            {
                await client.WriteAsync(reply).ConfigureAwait(false);
            }
        }
    }

    // A code, and not a number that begins like one.
    private static bool WantsBlock(byte[] reply) =>
        reply.Length >= 3 && Array.IndexOf(s_wantsBlock, Encoding.ASCII.GetString(reply, 0, 3)) >= 0 && (reply.Length == 3 || reply[3] is (byte)' ' or (byte)'\r' or (byte)'\n');

    private byte[] Answer(string line)
    {
        foreach (LineRule rule in _rules)
        {
            try
            {
                if (rule.Pattern.Match(line) is { Success: true } match)
                {
                    return Fill(rule, match);
                }
            }
            catch (RegexMatchTimeoutException)
            {
                // A pattern that takes for ever on this line does not match it.
            }
        }

        return _otherwise is null ? Array.Empty<byte>() : Fill(_otherwise, null);
    }

    private static byte[] Fill(LineRule rule, Match? match) => rule.IsExact ? rule.Reply : GroupTemplate.Fill(rule.Reply, match);
}
