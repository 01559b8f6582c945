using System.Text.RegularExpressions;

namespace SocketTools.Playing;

/// <summary>How what a client sent compares with a step.</summary>
/// <param name="State">Whether it is the step.</param>
/// <param name="Length">How many bytes the step takes, where it is.</param>
/// <param name="Groups">The pattern's match; null where the step has none.</param>
internal readonly record struct ReplayMatch(ReplayMatch.Verdict State, int Length, Match? Groups)
{
    /// <summary>The verdicts.</summary>
    internal enum Verdict
    {
        /// <summary>So far it could be: more has to come.</summary>
        NeedMore,

        /// <summary>It is.</summary>
        Matched,

        /// <summary>It is not, whatever comes.</summary>
        Differs,
    }

    /// <summary>More has to come.</summary>
    internal static ReplayMatch NeedMore => new(Verdict.NeedMore, 0, null);

    /// <summary>It is not the step.</summary>
    internal static ReplayMatch Differs => new(Verdict.Differs, 0, null);
}
