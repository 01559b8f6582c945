using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace SocketTools.Playing;

/// <summary>What the client says in a row and what the server answers to it, where the order does not count.</summary>
internal sealed class ReplayExchange
{
    private readonly ReplayStep[] _steps;
    private readonly bool _isPart;
    private readonly HttpMessage? _request;

    private ReplayExchange(int first, ReplayStep[] steps, bool isPart)
    {
        First = first;
        _steps = steps;
        _isPart = isPart;
        _request = steps.Length == 1 && steps[0].Kind == ReplayStepKind.ClientData ? HttpMessage.TryRead(steps[0].Data, 0, steps[0].Data.Length) : null;
    }

    /// <summary>Where the client's first step stands.</summary>
    internal int First { get; }

    /// <summary>Where what follows the client's steps begins: the server's, if it answers.</summary>
    internal int Behind => First + _steps.Length;

    /// <summary>The exchanges of a transcript, in order; behind them each step of those that have several, for clients that say only that.</summary>
    internal static IReadOnlyList<ReplayExchange> From(IReadOnlyList<ReplayStep> steps)
    {
        var turns = new List<ReplayExchange>();
        for (int i = 0; i < steps.Count;)
        {
            ReplayStep[] turn = steps.Skip(i).TakeWhile(static step => step.IsClients && step.Kind != ReplayStepKind.ClientEnd).ToArray();
            if (turn.Length > 0)
            {
                turns.Add(new ReplayExchange(i, turn, isPart: false));
            }

            i += Math.Max(1, turn.Length);
        }

        return turns.Concat(turns.Where(static turn => turn._steps.Length > 1).SelectMany(static turn => turn._steps.Select((step, i) => new ReplayExchange(turn.First + i, new[] { step }, isPart: true)))).ToArray();
    }

    /// <summary>The exchange that begins with what came: one that was not used yet before one that was, and one with the same body before others.</summary>
    /// <param name="exchanges">All of them.</param>
    /// <param name="used">Those that this client has had.</param>
    /// <param name="window">What has come.</param>
    /// <param name="isEnded">Whether no more will come.</param>
    /// <param name="match">How it compares; <see cref="ReplayMatch.Verdict.NeedMore"/> where that cannot be told yet.</param>
    internal static ReplayExchange? Find(IReadOnlyList<ReplayExchange> exchanges, ICollection<ReplayExchange> used, ArraySegment<byte> window, bool isEnded, out ReplayMatch match)
    {
        HttpMessage? request = HttpMessage.TryRead(window.Array!, window.Offset, window.Count);
        bool needsMore = false;
        bool turnNeedsMore = false;
        ReplayExchange? best = null;
        ReplayMatch bestMatch = default;
        int bestRank = int.MinValue;
        foreach (ReplayExchange exchange in exchanges)
        {
            ReplayMatch candidate = exchange.Compare(request, window, isEnded, out int rank);
            needsMore |= candidate.State == ReplayMatch.Verdict.NeedMore;
            turnNeedsMore |= candidate.State == ReplayMatch.Verdict.NeedMore && !exchange._isPart && exchange._steps.Length > 1;
            rank = (2 * rank) + (used.Contains(exchange) ? 0 : 1) - (exchange._isPart ? 4 : 0);
            if (candidate.State == ReplayMatch.Verdict.Matched && rank > bestRank)
            {
                (best, bestMatch, bestRank) = (exchange, candidate, rank);
            }
        }

        // A part is taken only where no whole can follow any more.
        if (best is { _isPart: true } && turnNeedsMore && !isEnded)
        {
            best = null;
        }

        match = best is not null ? bestMatch : new ReplayMatch(needsMore && !isEnded ? ReplayMatch.Verdict.NeedMore : ReplayMatch.Verdict.Differs, 0, null);
        return best;
    }

    // RFC 9112, 3: what a request asks for stands in its first line; its other fields are the client's own affair.
    private ReplayMatch Compare(HttpMessage? request, ArraySegment<byte> window, bool isEnded, out int rank)
    {
        rank = 0;
        if (_request is null)
        {
            return CompareAll(window, isEnded);
        }

        if (request is null)
        {
            return new ReplayMatch(HttpMessage.MayBegin(window.Array!, window.Offset, window.Count) ? ReplayMatch.Verdict.NeedMore : ReplayMatch.Verdict.Differs, 0, null);
        }

        if (request.Method != _request.Method || request.Target != _request.Target)
        {
            return new ReplayMatch(ReplayMatch.Verdict.Differs, 0, null);
        }

        rank = request.Body.SequenceEqual(_request.Body) ? 1 : 0;
        return request.IsWhole ? new ReplayMatch(ReplayMatch.Verdict.Matched, request.Length, null) : new ReplayMatch(ReplayMatch.Verdict.NeedMore, 0, null);
    }

    private ReplayMatch CompareAll(ArraySegment<byte> window, bool isEnded)
    {
        int length = 0;
        Match? groups = null;
        foreach (ReplayStep step in _steps)
        {
            ReplayMatch match = ReplayMatch.Of(step, new ArraySegment<byte>(window.Array!, window.Offset + length, window.Count - length), isEnded);
            if (match.State != ReplayMatch.Verdict.Matched)
            {
                return match;
            }

            length += match.Length;
            groups = match.Groups ?? groups;
        }

        return new ReplayMatch(ReplayMatch.Verdict.Matched, length, groups);
    }
}
