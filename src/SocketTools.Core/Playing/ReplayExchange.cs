using System;
using System.Collections.Generic;
using System.Linq;

namespace SocketTools.Playing;

/// <summary>What the client says in a row and what the server answers to it, where the order does not count.</summary>
internal sealed class ReplayExchange
{
    private readonly ReplayStep[] _steps;

    private ReplayExchange(int first, ReplayStep[] steps, bool isPart)
    {
        First = first;
        _steps = steps;
        IsPart = isPart;
        Request = steps.Length == 1 && steps[0].Kind == ReplayStepKind.ClientData ? HttpMessage.TryRead(steps[0].Data, 0, steps[0].Data.Length) : null;
    }

    /// <summary>What the client says.</summary>
    internal IReadOnlyList<ReplayStep> Steps => _steps;

    /// <summary>Whether it is one step of a turn that has several.</summary>
    internal bool IsPart { get; }

    /// <summary>The request, where it is one of HTTP.</summary>
    internal HttpMessage? Request { get; }

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
}
