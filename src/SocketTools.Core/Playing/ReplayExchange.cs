using System;
using System.Collections.Generic;
using System.Linq;

namespace SocketTools.Playing;

/// <summary>One step of the client's and what the server answers to it, where the order does not count.</summary>
internal sealed class ReplayExchange
{
    private readonly ReplayStep _step;
    private readonly HttpMessage? _request;

    private ReplayExchange(int first, ReplayStep step)
    {
        First = first;
        _step = step;
        _request = step.Kind == ReplayStepKind.ClientData ? HttpMessage.TryRead(step.Data, 0, step.Data.Length) : null;
    }

    /// <summary>Where the client's step stands; the server's follow it.</summary>
    internal int First { get; }

    /// <summary>The exchanges of a transcript, in order.</summary>
    internal static IReadOnlyList<ReplayExchange> From(IReadOnlyList<ReplayStep> steps) =>
        Enumerable.Range(0, steps.Count).Where(i => steps[i].IsClients && steps[i].Kind != ReplayStepKind.ClientEnd).Select(i => new ReplayExchange(i, steps[i])).ToArray();

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
        ReplayExchange? best = null;
        ReplayMatch bestMatch = default;
        int bestRank = -1;
        foreach (ReplayExchange exchange in exchanges)
        {
            ReplayMatch candidate = exchange.Compare(request, window, isEnded, out int rank);
            needsMore |= candidate.State == ReplayMatch.Verdict.NeedMore;
            rank = (2 * rank) + (used.Contains(exchange) ? 0 : 1);
            if (candidate.State == ReplayMatch.Verdict.Matched && rank > bestRank)
            {
                (best, bestMatch, bestRank) = (exchange, candidate, rank);
            }
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
            return ReplayMatch.Of(_step, window, isEnded);
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
}
