using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using SocketTools.Connections;
using SocketTools.Limits;
using SocketTools.Playing;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Tls;
using SocketTools.Tls;
using SocketTools.Tracing;
using SocketTools.Transport;

namespace SocketTools.Tests.Cuts;

/// <summary>Runs exchanges against replays that are cut at each byte, several at once.</summary>
internal sealed class CutBench
{
    // Waiting is most of what a silent server costs.
    private const int Workers = 8;

    // The clocks of a run that a clock has to end, and those of one that none may.
    private const double Short = 0.04;
    private const double Long = 60;

    // What build.ps1 Cuts asks for: each byte, in each way, in both builds.
    private static readonly bool s_isWhole = Environment.GetEnvironmentVariable("SOCKETTOOLS_EVERY_CUT") is not null;

    // What reads is the same code in both builds: the second one looks at every fifth byte.
    private static readonly int s_stride = s_isWhole || !TlsTest.IsNetStandard ? 1 : 5;

    // What a close means depends on the place. A reset and a silence mean the same wherever they come, but for where it is somebody's turn.
    private static readonly int s_strideElsewhere = s_isWhole || !TlsTest.IsNetStandard ? 1 : 13;

    // Inside a record one byte of cipher is as good as another, and each cut costs a handshake.
    private static readonly int s_strideBelow = s_isWhole ? 1 : TlsTest.IsNetStandard ? 67 : 13;

    private static int s_number;

    private readonly Certificates _certificates;
    private readonly X509Certificate2 _certificate;
    private readonly ConcurrentBag<string> _unexpected = new();
    private readonly ConcurrentDictionary<(string Exchange, WeatherCut By, string Outcome), int> _counts = new();

    internal CutBench(Certificates certificates)
    {
        _certificates = certificates;
        _certificate = certificates.Issue("localhost", "*.cut.test");
    }

    /// <summary>The servers' certificate.</summary>
    internal X509Certificate2 Certificate => _certificate;

    /// <summary>What ought not to have come.</summary>
    internal IReadOnlyList<string> Unexpected => _unexpected.Order(StringComparer.Ordinal).ToArray();

    /// <summary>How many cuts were made.</summary>
    internal int Cuts => _counts.Values.Sum();

    /// <summary>Positions × kinds × outcomes.</summary>
    internal string Table => string.Join('\n', _counts.GroupBy(static c => (c.Key.Exchange, c.Key.By)).OrderBy(static g => g.Key.Exchange, StringComparer.Ordinal).ThenBy(static g => g.Key.By)
        .Select(static g => $"{g.Key.Exchange,-34} {g.Key.By,-8}{g.Sum(static c => c.Value),5}  {string.Join(", ", g.OrderBy(static c => c.Key.Outcome, StringComparer.Ordinal).Select(static c => $"{c.Key.Outcome} {c.Value}"))}"));

    /// <summary>Cuts each exchange behind each byte, in each way; in the second build behind many, and wherever it is somebody's turn.</summary>
    internal void Run(IEnumerable<Exchange> exchanges) => Work(exchanges.SelectMany(static e => Enum.GetValues<WeatherCut>().Select(by => (e, by))), (session, work) =>
    {
        (Exchange exchange, WeatherCut by) = work;
        using SocketReplay replay = StartReplay(exchange, out WeatherControl weather);
        if (Whole(session, exchange, replay) is CutOutcome whole)
        {
            int stride = by == WeatherCut.Close ? s_stride : s_strideElsewhere;
            foreach (int position in Every(stride, exchange.Said.Length).Union(exchange.Places))
            {
                weather.Set(WeatherTowards.Client, new Weather { CutAfterBytes = position, CutBy = by });
                CutOutcome outcome = Do(session, exchange, replay.Port, by == WeatherCut.Silence && !exchange.Answers(by, position) ? Short : Long);
                Note(exchange, by, position, outcome, Objection(exchange, by, position, outcome, whole));
            }
        }
    });

    /// <summary>Cuts below TLS: a relay between client and server does, behind each byte of the heads of records that the server puts on the
    /// wire, and behind many of what is in them.</summary>
    internal void RunBelow(Exchange exchange) => Work(Enum.GetValues<WeatherCut>().SelectMany(static by => Enumerable.Range(0, Workers).Select(part => (by, part))), (session, work) =>
    {
        (WeatherCut by, int part) = work;
        using SocketReplay replay = StartReplay(exchange, out _);
        var settings = new PlaySettings { Recording = new() };
        var relay = new Relay(HostEndPoint.Create("127.0.0.1", replay.Port), new ConnectionOpener(), null, Timeouts.FromSeconds(Long, 0, 0), settings);
        using SocketRelay between = SocketRelay.Start(new IPEndPoint(IPAddress.Loopback, 0), 100, settings, relay);
        CutOutcome whole = Do(session, exchange, between.Port, Long);
        byte[] wire = between.Transcripts[0].BytesOf(TranscriptSide.Server);

        // A signature is some bytes longer one time than another.
        IEnumerable<int> positions = Heads(wire).Union(Every(s_strideBelow, wire.Length + Workers));
        foreach (int position in positions.Where((_, index) => index % Workers == part))
        {
            settings.Weather.Set(WeatherTowards.Client, new Weather { CutAfterBytes = position, CutBy = by });
            CutOutcome outcome = Do(session, exchange, between.Port, by == WeatherCut.Silence ? Short : Long);
            Note(exchange, by, position, outcome, ObjectionBelow(by, outcome, whole));
        }
    });

    /// <summary>The other way round: the server is ours, and what a client puts on the wire is cut on its way to it.</summary>
    internal void RunAccepting(Exchange exchange) => Work(Enum.GetValues<WeatherCut>().SelectMany(static by => Enumerable.Range(0, Workers).Select(part => (by, part))), (session, work) =>
    {
        (WeatherCut by, int part) = work;
        session["certificate"] = _certificate;
        CutOutcome whole = Accept(session, exchange, Weather.Clear, Long, out byte[] wire);
        IEnumerable<int> positions = Heads(wire).Union(Every(s_strideBelow, wire.Length + Workers));
        foreach (int position in positions.Where((_, index) => index % Workers == part))
        {
            CutOutcome outcome = Accept(session, exchange, new Weather { CutAfterBytes = position, CutBy = by }, by == WeatherCut.Silence ? Short : Long, out _);

            // Who keeps silent in its handshake has failed in it: others still can come.
            Note(exchange, by, position, outcome, by == WeatherCut.Silence && outcome.Id == "TlsFailed" ? null : ObjectionBelow(by, outcome, whole));
        }
    });

    private CutOutcome Accept(EngineSession session, Exchange exchange, Weather weather, double seconds, out byte[] wire)
    {
        session.Run("$listener = Start-SocketListener -Tls -Certificate $certificate");
        using var listener = (SocketListener)session["listener"]!;
        var settings = new PlaySettings { Recording = new() };
        settings.Weather.Set(WeatherTowards.Server, weather);
        var relay = new Relay(HostEndPoint.Create("127.0.0.1", listener.Port), new ConnectionOpener(), null, Timeouts.FromSeconds(Long, 0, 0), settings);
        using SocketRelay between = SocketRelay.Start(new IPEndPoint(IPAddress.Loopback, 0), 100, settings, relay);
        Task client = SpeakAsync(between.Port, exchange.Said);
        session["connect"] = seconds;
        session["c"] = null;
        CutOutcome outcome = CutOutcome.Of(session.Run(exchange.Script));
        (session["c"] as SocketConnection)?.Abort();
        between.Dispose();
        client.Wait();
        wire = between.Transcripts.SelectMany(static t => t.BytesOf(TranscriptSide.Client)).ToArray();
        return outcome;
    }

    private async Task SpeakAsync(int port, string words)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port);
            using var secure = new SslStream(client.GetStream(), false, (_, certificate, _, _) => _certificate.Equals(certificate));
            await secure.AuthenticateAsClientAsync($"a{Interlocked.Increment(ref s_number)}.cut.test");
            await secure.WriteAsync(Encoding.Latin1.GetBytes(words));
            await secure.ReadExactlyAsync(new byte[1]);
        }
        catch (Exception cut) when (cut is IOException or SocketException or AuthenticationException)
        {
            // As it should.
        }
    }

    private static string? ObjectionBelow(WeatherCut by, CutOutcome outcome, CutOutcome whole)
    {
        string[] allowed = by switch
        {
            WeatherCut.Silence => new[] { "ReceiveTimeout", "ConnectTimeout" },
            WeatherCut.Reset => new[] { "TlsFailed", "ConnectionReset" },
            _ => new[] { "TlsFailed", "RemoteClosed", "Truncated" },
        };
        return outcome.Id == CutOutcome.Answer ? outcome == whole ? null : "that is not the answer " + whole.Text : allowed.Contains(outcome.Id) ? null : "expected was " + string.Join(" or ", allowed);
    }

    private void Work<T>(IEnumerable<T> all, Action<EngineSession, T> run)
    {
        var work = new ConcurrentQueue<T>(all);
        void WorkAll()
        {
            using var session = new EngineSession();
            session["ErrorActionPreference"] = "Stop";
            session["ca"] = _certificates.Authority;
            while (work.TryDequeue(out T? next))
            {
                try
                {
                    run(session, next);
                }
                catch (Exception broken)
                {
                    _unexpected.Add($"{next}: {broken}");
                }
            }
        }

        Thread[] workers = Enumerable.Range(0, Workers).Select(_ => new Thread(WorkAll)).ToArray();
        Array.ForEach(workers, static w => w.Start());
        Array.ForEach(workers, static w => w.Join());
    }

    /// <summary>Starts the server of an exchange, and gives its weather.</summary>
    internal SocketReplay StartReplay(Exchange exchange, out WeatherControl weather)
    {
        TlsSettings tls = new() { Certificate = _certificate };
        var settings = new PlaySettings { Tls = exchange.IsTls ? tls : null };
        weather = settings.Weather;
        var player = new ReplayPlayer(exchange.Transcript, exchange.Order, keepsTimes: false, exchange.IsTls ? null : tls, settings, exchange.Data.Select(SocketTranscript.Parse).ToArray());
        return SocketReplay.Start(new IPEndPoint(IPAddress.Loopback, 0), 100, settings, player);
    }

    // The last one is always among them.
    private static IEnumerable<int> Every(int stride, int last) => Enumerable.Range(0, (last / stride) + 1).Select(i => last - (i * stride)).Reverse();

    // Behind each byte of each record's head, and before it.
    private static IEnumerable<int> Heads(byte[] wire)
    {
        const int HeadLength = 5;
        for (int at = 0; at < wire.Length; at += HeadLength + BinaryPrimitives.ReadUInt16BigEndian(wire.AsSpan(at + 3)))
        {
            foreach (int offset in Enumerable.Range(0, HeadLength + 1))
            {
                yield return at + offset;
            }
        }
    }

    // What comes without a cut, which proves the exchange itself.
    private CutOutcome? Whole(EngineSession session, Exchange exchange, SocketReplay replay)
    {
        CutOutcome whole = Do(session, exchange, replay.Port, Long);
        if (whole.Id == CutOutcome.Answer && replay.Mismatches.Count == 0)
        {
            return whole;
        }

        _unexpected.Add($"{exchange} without a cut: {whole} {string.Join("; ", replay.Mismatches)}");
        return null;
    }

    private void Note(Exchange exchange, WeatherCut by, int position, CutOutcome outcome, string? objection)
    {
        _counts.AddOrUpdate((exchange.Name, by, outcome.Id), 1, static (_, count) => count + 1);
        if (objection is not null)
        {
            _unexpected.Add($"{exchange} cut by {by} behind {position} bytes: {objection} ({outcome})");
        }
    }

    /// <summary>Does what an exchange does, with clocks of so many seconds.</summary>
    internal static CutOutcome Do(EngineSession session, Exchange exchange, int port, double seconds)
    {
        session["port"] = port;
        session["name"] = $"a{Interlocked.Increment(ref s_number)}.cut.test";
        session["idle"] = session["connect"] = seconds;
        session["c"] = null;
        CutOutcome outcome = CutOutcome.Of(session.Run(exchange.Script));
        (session["c"] as SocketConnection)?.Abort();
        return outcome;
    }

    private static string? Objection(Exchange exchange, WeatherCut by, int position, CutOutcome outcome, CutOutcome whole)
    {
        string[] allowed = exchange.Answers(by, position) ? new[] { CutOutcome.Answer } : exchange.Errors(by, position);
        string handedOut = WithoutEnds(outcome.Text).TrimEnd('|', ']');
        bool isAll = outcome.Id == CutOutcome.Answer && position >= exchange.Said.Length;
        return !allowed.Contains(outcome.Id) ? "expected was " + string.Join(" or ", allowed)
            : isAll ? outcome.Text == whole.Text ? null : "that is not the answer " + whole.Text
            : !WithoutEnds(whole.Text).StartsWith(handedOut, StringComparison.Ordinal) ? "what was handed out is not the start of " + whole.Text
            : exchange.HandsOutAll && by == WeatherCut.Close && handedOut != WithoutEnds(exchange.Said[..position]) ? "not all that came was handed out"
            : null;
    }

    private static string WithoutEnds(string lines) => string.Concat(lines.Split('\r', '\n', ';'));
}
