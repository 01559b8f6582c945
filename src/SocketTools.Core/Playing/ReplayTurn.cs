using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace SocketTools.Playing;

/// <summary>What a client has begun to say, compared with every exchange of a replay in which the order does not count.</summary>
/// <remarks>Goes on where it stopped: what has come is looked at once for each exchange that it can still be.</remarks>
internal sealed class ReplayTurn
{
    private readonly HttpMessage _request = new();
    private readonly List<Candidate> _left;

    /// <summary>Begins.</summary>
    /// <param name="exchanges">What it may be.</param>
    internal ReplayTurn(IReadOnlyList<ReplayExchange> exchanges) => _left = exchanges.Select(static exchange => new Candidate(exchange)).ToList();

    /// <summary>The exchange that it is: one that was not used yet before one that was, and one with the same body before others.</summary>
    /// <param name="used">Those that this client has had.</param>
    /// <param name="window">What has come: what it was last time, and more.</param>
    /// <param name="isEnded">Whether no more will come.</param>
    /// <param name="match">How it compares; <see cref="ReplayMatch.Verdict.NeedMore"/> where that cannot be told yet.</param>
    internal ReplayExchange? Find(ICollection<ReplayExchange> used, ArraySegment<byte> window, bool isEnded, out ReplayMatch match)
    {
        _request.Read(window.Array!, window.Offset, window.Count);
        bool needsMore = false;
        bool turnNeedsMore = false;
        ReplayExchange? best = null;
        ReplayMatch bestMatch = default;
        int bestRank = int.MinValue;
        foreach (Candidate candidate in _left)
        {
            ReplayExchange exchange = candidate.Exchange;
            ReplayMatch compared = candidate.Compare(_request, window, isEnded, out int rank);
            needsMore |= compared.State == ReplayMatch.Verdict.NeedMore;
            turnNeedsMore |= compared.State == ReplayMatch.Verdict.NeedMore && !exchange.IsPart && exchange.Steps.Count > 1;
            rank = (2 * rank) + (used.Contains(exchange) ? 0 : 1) - (exchange.IsPart ? 4 : 0);
            if (compared.State == ReplayMatch.Verdict.Matched && rank > bestRank)
            {
                (best, bestMatch, bestRank) = (exchange, compared, rank);
            }
        }

        _left.RemoveAll(static candidate => candidate.IsOut);

        // A part is taken only where no whole can follow any more.
        if (best is { IsPart: true } && turnNeedsMore && !isEnded)
        {
            best = null;
        }

        match = best is not null ? bestMatch : needsMore && !isEnded ? ReplayMatch.NeedMore : ReplayMatch.Differs;
        return best;
    }

    private sealed class Candidate
    {
        private StepMatcher? _step;
        private int _steps;
        private int _length;
        private Match? _groups;

        internal Candidate(ReplayExchange exchange) => Exchange = exchange;

        internal ReplayExchange Exchange { get; }

        internal bool IsOut { get; private set; }

        // RFC 9112, 3: what a request asks for stands in its first line; its other fields are the client's own affair.
        internal ReplayMatch Compare(HttpMessage request, ArraySegment<byte> window, bool isEnded, out int rank)
        {
            rank = 0;
            ReplayMatch match = Exchange.Request is not HttpMessage then ? CompareSteps(window, isEnded)
                : !request.HasHead ? !request.IsNone && HttpMessage.MayBegin(window.Array!, window.Offset, window.Count) ? ReplayMatch.NeedMore : ReplayMatch.Differs
                : request.Method != then.Method || request.Target != then.Target ? ReplayMatch.Differs
                : request.IsWhole ? new ReplayMatch(ReplayMatch.Verdict.Matched, request.Length, null) : ReplayMatch.NeedMore;
            if (match.State == ReplayMatch.Verdict.Matched && Exchange.Request is not null)
            {
                rank = request.Body.SequenceEqual(Exchange.Request.Body) ? 1 : 0;
            }

            IsOut = match.State == ReplayMatch.Verdict.Differs;
            return match;
        }

        private ReplayMatch CompareSteps(ArraySegment<byte> window, bool isEnded)
        {
            for (; _steps < Exchange.Steps.Count; _steps++)
            {
                _step ??= new StepMatcher(Exchange.Steps[_steps]);
                ReplayMatch match = _step.Match(new ArraySegment<byte>(window.Array!, window.Offset + _length, window.Count - _length), isEnded);
                if (match.State != ReplayMatch.Verdict.Matched)
                {
                    return match;
                }

                _step = null;
                _length += match.Length;
                _groups = match.Groups ?? _groups;
            }

            return new ReplayMatch(ReplayMatch.Verdict.Matched, _length, _groups);
        }
    }
}
