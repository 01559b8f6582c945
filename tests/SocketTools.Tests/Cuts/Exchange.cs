using SocketTools.Playing;
using SocketTools.Tracing;

namespace SocketTools.Tests.Cuts;

/// <summary>What a server says, and what one of the module's commands makes of it.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Server">The server's side, in the notation.</param>
/// <param name="Script">The commands; $port is the server's, $idle and $connect the clocks, $ca the authority to trust.</param>
internal sealed record Exchange(string Name, string Server, string Script)
{
    private readonly HashSet<(int Position, string Whose)> _turns = Turns(SocketTranscript.Parse(Server)).ToHashSet();

    /// <summary>In which order the client may ask.</summary>
    internal ReplayOrder Order { get; init; }

    /// <summary>What it says on data connections (FTP).</summary>
    internal string[] Data { get; init; } = Array.Empty<string>();

    /// <summary>Whether the server speaks TLS from the start.</summary>
    internal bool IsTls { get; init; }

    /// <summary>Whether it reads to the end of the stream, whatever came before.</summary>
    internal bool ReadsToEnd { get; init; }

    /// <summary>From how many bytes on a close ends what is read, as the end of the stream ends a last line; where only all will do, left out.</summary>
    internal int AnswersFrom { get; init; } = int.MaxValue;

    /// <summary>Behind which words a close does too.</summary>
    internal string[] AnswersBehind { get; init; } = Array.Empty<string>();

    /// <summary>Whether all that came is handed out, but for the ends of lines.</summary>
    internal bool HandsOutAll { get; init; }

    /// <summary>Behind which words the stream may end as well, beside where it is the client's turn.</summary>
    internal string[] Between { get; init; } = Array.Empty<string>();

    /// <summary>What is read is no message: a close inside it is as good as one before it.</summary>
    internal bool HasNoMessage { get; init; }

    /// <summary>Whether a handshake is due behind all that the server says; no weather keeps it back.</summary>
    internal bool EndsInHandshake { get; init; }

    /// <summary>Another id for what goes wrong while the connection is made, and behind which words it is made.</summary>
    internal (string Id, string Words)? Making { get; init; }

    /// <summary>Behind which words all that came may be all, and nobody has said so: however that breaks off, it is cut off.</summary>
    internal string? Unconfirmed { get; init; }

    internal SocketTranscript Transcript { get; } = SocketTranscript.Parse(Server);

    /// <summary>All that the server says.</summary>
    internal string Said { get; } = Encoding.Latin1.GetString(SocketTranscript.Parse(Server).BytesOf(TranscriptSide.Server));

    /// <summary>Behind how many bytes it is somebody else's turn; behind none, the server may be due.</summary>
    internal IEnumerable<int> Places => _turns.Select(static t => t.Position).Prepend(0);

    /// <summary>Whether a cut behind so many bytes leaves an answer.</summary>
    internal bool Answers(WeatherCut by, int position) => (by == WeatherCut.Close && (position >= AnswersFrom || AnswersBehind.Any(words => End(words) == position)))
        || (position >= Said.Length && (by == WeatherCut.Silence || !EndsInHandshake) && (by == WeatherCut.Close || !ReadsToEnd));

    /// <summary>The ids that an error may have where the cut is behind so many bytes.</summary>
    internal string[] Errors(WeatherCut by, int position) => by switch
    {
        // Whichever of the two clocks covers what is under way.
        WeatherCut.Silence => new[] { "ReceiveTimeout", "ConnectTimeout" },
        WeatherCut.Reset => Made(position).Append("ConnectionReset").ToArray(),
        _ => Made(position).DefaultIfEmpty(IsBetween(position) ? "RemoteClosed" : "Truncated").ToArray(),
    };

    public override string ToString() => Name;

    private IEnumerable<string> Made(int position) =>
        Making is (string id, string words) && position <= End(words) ? new[] { id }
        : Unconfirmed is string said && position >= End(said) ? new[] { "Truncated" }
        : _turns.Contains((position, "handshake")) ? new[] { "TlsFailed" }
        : Array.Empty<string>();

    // Whether a stream that ends there ends between two messages, and not inside one.
    private bool IsBetween(int position) => position == 0 || HasNoMessage || _turns.Contains((position, "client")) || Between.Any(words => End(words) == position);

    // Behind how many of the server's bytes it is somebody else's turn.
    private static IEnumerable<(int Position, string Whose)> Turns(SocketTranscript transcript)
    {
        int said = 0;
        foreach (SocketTranscriptEntry entry in transcript.Entries)
        {
            if (entry.Kind == TranscriptKind.Event)
            {
                yield return (said, entry.IsEvent("protected") ? "handshake" : "");
            }
            else if (entry.Side == TranscriptSide.Client)
            {
                yield return (said, "client");
            }
            else
            {
                said += entry.Data.Length;
            }
        }
    }

    private int End(string words)
    {
        int at = Said.IndexOf(words, StringComparison.Ordinal);
        Assert.True(at >= 0, $"{Name}: the server never says {words}");
        return at + words.Length;
    }
}
