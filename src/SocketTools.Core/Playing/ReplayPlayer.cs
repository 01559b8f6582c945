using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using SocketTools.Faults;
using SocketTools.Tls;
using SocketTools.Tracing;

namespace SocketTools.Playing;

/// <summary>Plays the server of a transcript: each client gets the server's side step by step, once its own side has come.</summary>
public sealed class ReplayPlayer : ScriptedPlayer
{
    private const int MostMismatches = 1000;

    // How much of what came a mismatch shows.
    private const int MostShown = 200;

    private readonly IReadOnlyList<ReplayStep> _steps;
    private readonly IReadOnlyList<ReplayExchange> _exchanges;
    private readonly ReplayOrder _order;
    private readonly bool _keepsTimes;
    private readonly TlsSettings? _startTls;
    private readonly IReadOnlyList<SocketTranscript> _data;
    private readonly Queue<ReplayMismatch> _mismatches = new();
    private readonly Action<ReplayMismatch> _note;

    /// <summary>Prepares to play.</summary>
    /// <param name="transcript">What is played.</param>
    /// <param name="order">In which order clients may say their side.</param>
    /// <param name="keepsTimes">Whether the server takes as long as it took.</param>
    /// <param name="startTls">How to speak TLS from where the transcript begins it; null: it goes on plain there.</param>
    /// <param name="settings">How clients are served.</param>
    /// <param name="data">What is played on the data connections of FTP, in the order in which replies 227 and 229 name them; null: they are named as they were then.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: the transcript lacks bytes, or holds a pattern that is none.</exception>
    public ReplayPlayer(SocketTranscript transcript, ReplayOrder order, bool keepsTimes, TlsSettings? startTls, PlaySettings settings, IReadOnlyList<SocketTranscript>? data = null)
        : base(settings)
    {
        _steps = ReplaySizes.Fit(ReplayScript.From(transcript, order));
        _exchanges = order == ReplayOrder.Any ? ReplayExchange.From(_steps) : Array.Empty<ReplayExchange>();
        _order = order;
        _keepsTimes = keepsTimes;
        _startTls = startTls;
        _note = Keep;
        _data = data ?? Array.Empty<SocketTranscript>();
        foreach (SocketTranscript each in _data)
        {
            // What cannot be played is told here, and not to a client.
            ReplayScript.From(each);
        }
    }

    // One data connection of a client, which is told of there.
    private ReplayPlayer(ReplayPlayer control, SocketTranscript data, PlaySettings settings, Action<ReplayMismatch> note)
        : this(data, ReplayOrder.Strict, control._keepsTimes, null, settings) => _note = note;

    /// <summary>Whether a transcript begins in the clear and goes on in TLS (STARTTLS).</summary>
    public static bool BeginsTlsInTheMiddle(SocketTranscript transcript) => ReplayScript.From(transcript, ReplayOrder.Any).Any(static s => s.Kind == ReplayStepKind.Protect);

    /// <summary>Where clients did not say what the transcript has: the last thousand, the newest last.</summary>
    public IReadOnlyList<ReplayMismatch> Mismatches
    {
        get
        {
            lock (_mismatches)
            {
                return _mismatches.ToArray();
            }
        }
    }

    private protected override Task PlayAsync(PlayedDialogue client) => _order == ReplayOrder.Any ? PlayAnyAsync(client) : PlayStrictAsync(client);

    private async Task PlayStrictAsync(PlayedDialogue client)
    {
        var buffer = new ClientBuffer(client);
        using ReplaySession session = NewSession(client);
        Match? groups = null;
        TimeSpan before = TimeSpan.Zero;
        for (int i = 0; i < _steps.Count; i++)
        {
            ReplayStep step = _steps[i];
            if (step.Kind == ReplayStepKind.ClientEnd)
            {
                if (buffer.Window.Count > 0 || await buffer.FillAsync().ConfigureAwait(false))
                {
                    Note(client, step, buffer);
                    return;
                }
            }
            else if (step.IsClients)
            {
                if (await AwaitAsync(step, buffer, session).ConfigureAwait(false) is not ReplayMatch match)
                {
                    Note(client, step, buffer);
                    return;
                }

                groups = match.Groups ?? groups;
            }
            else if (await SayAsync(client, session, i, groups, before).ConfigureAwait(false))
            {
                return;
            }

            before = step.Offset;
        }

        if (buffer.Window.Count > 0 || await buffer.FillAsync().ConfigureAwait(false))
        {
            Note(client, null, buffer);
        }
    }

    private async Task PlayAnyAsync(PlayedDialogue client)
    {
        var buffer = new ClientBuffer(client);
        using ReplaySession session = NewSession(client);
        var used = new HashSet<ReplayExchange>();
        for (int i = 0; i < _steps.Count && !_steps[i].IsClients; i++)
        {
            if (await SayAsync(client, session, i, null, TimeSpan.Zero).ConfigureAwait(false))
            {
                return;
            }
        }

        ReplayTurn? turn = null;
        while (buffer.Window.Count > 0 || await buffer.FillAsync().ConfigureAwait(false))
        {
            turn ??= new ReplayTurn(_exchanges);
            ReplayExchange? exchange = turn.Find(used, buffer.Window, buffer.IsEnded, out ReplayMatch match);
            if (match.State == ReplayMatch.Verdict.NeedMore && await buffer.FillAsync().ConfigureAwait(false))
            {
                continue;
            }

            if (exchange is null)
            {
                Note(client, _steps.FirstOrDefault(static step => step.IsClients), buffer);
                return;
            }

            session.Hear(_steps[exchange.First], buffer.Take(match.Length));
            used.Add(exchange);
            turn = null;
            TimeSpan before = _steps[exchange.Behind - 1].Offset;
            for (int i = exchange.Behind; i < _steps.Count && !_steps[i].IsClients; i++)
            {
                if (await SayAsync(client, session, i, match.Groups, before).ConfigureAwait(false))
                {
                    return;
                }

                before = _steps[i].Offset;
            }
        }
    }

    private static async Task<ReplayMatch?> AwaitAsync(ReplayStep step, ClientBuffer buffer, ReplaySession session)
    {
        var matcher = new StepMatcher(step);
        while (true)
        {
            ReplayMatch match = matcher.Match(buffer.Window, buffer.IsEnded);
            if (match.State == ReplayMatch.Verdict.Matched)
            {
                session.Hear(step, buffer.Take(match.Length));
                return match;
            }

            if (match.State == ReplayMatch.Verdict.Differs || buffer.IsEnded)
            {
                return null;
            }

            await buffer.FillAsync().ConfigureAwait(false);
        }
    }

    // True: the connection has ended with this step.
    private async Task<bool> SayAsync(PlayedDialogue client, ReplaySession session, int at, Match? groups, TimeSpan before)
    {
        ReplayStep step = _steps[at];
        if (_keepsTimes && step.Offset > before)
        {
            await Moment.WaitUntilAsync(Moment.In((step.Offset - before).TotalSeconds), client.Stop).ConfigureAwait(false);
        }

        if (_startTls is not null && HandshakeBehind(at + 1) is int behind)
        {
            // What the client sends behind this answer is its handshake; MySQL's client asks for it and begins in one.
            client.PrepareToProtect(behind);
        }

        switch (step.Kind)
        {
            case ReplayStepKind.ServerData:
                await client.WriteAsync(session.Say(step.Data)).ConfigureAwait(false);
                return false;
            case ReplayStepKind.ServerTemplate:
                await client.WriteAsync(session.Say(GroupTemplate.Fill(step.Data, groups))).ConfigureAwait(false);
                return false;
            case ReplayStepKind.Protect:
                if (_startTls is TlsSettings tls)
                {
                    await client.ProtectAsync(tls).ConfigureAwait(false);
                }

                return false;
            case ReplayStepKind.ServerHalfClose:
                await client.EndSendAsync().ConfigureAwait(false);
                return false;
            case ReplayStepKind.ServerReset:
                await client.ResetAsync().ConfigureAwait(false);
                return true;
            default:
                return true;
        }
    }

    // Behind how many bytes of the client's, from a step on, TLS begins without another word of the server's; null: it does not.
    private int? HandshakeBehind(int at)
    {
        int bytes = 0;
        while (at < _steps.Count && _steps[at] is { Kind: ReplayStepKind.ClientData, Masked.Count: 0 } said)
        {
            bytes += said.Data.Length;
            at++;
        }

        return at < _steps.Count && _steps[at].Kind == ReplayStepKind.Protect ? bytes : null;
    }

    private ReplaySession NewSession(PlayedDialogue client) => new(client, _data, (data, address) => ListenForData(client.Number, data, address));

    private SocketReplay ListenForData(int client, SocketTranscript data, IPAddress address)
    {
        PlaySettings settings = Settings with { MostClients = 1, Tls = data.Tls is null ? null : _startTls ?? Settings.Tls };
        var player = new ReplayPlayer(this, data, settings, mismatch => Keep(mismatch with { Client = client }));
        return SocketReplay.Start(new IPEndPoint(address, 0), 1, settings, player);
    }

    private void Note(PlayedDialogue client, ReplayStep? step, ClientBuffer buffer)
    {
        ArraySegment<byte> window = buffer.Window;
        var start = new byte[Math.Min(window.Count, MostShown)];
        Buffer.BlockCopy(window.Array!, window.Offset, start, 0, start.Length);
        string got = window.Count == 0 ? buffer.End : client.Said.Show(TranscriptSide.Client, start, Array.Empty<MaskedStretch>());
        if (window.Count > start.Length)
        {
            got += $" and {window.Count - start.Length} bytes more";
        }

        _note(new ReplayMismatch(client.Number, client.RemoteEndPoint, step?.Number ?? 0, step?.Expectation ?? "the end of the stream", got, DateTimeOffset.Now));
    }

    private void Keep(ReplayMismatch mismatch)
    {
        lock (_mismatches)
        {
            _mismatches.Enqueue(mismatch);
            if (_mismatches.Count > MostMismatches)
            {
                _mismatches.Dequeue();
            }
        }
    }
}
