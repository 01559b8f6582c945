using System.Text.RegularExpressions;

namespace SocketTools.Playing;

/// <summary>What a mock answers to a line.</summary>
/// <param name="Pattern">The line has to match it.</param>
/// <param name="Reply">The answer, in which <c>{1}</c> or <c>{name}</c> stands for a group of the match; empty: nothing is answered.</param>
/// <param name="IsExact">Whether the answer goes out as it is; else a line end follows where it has none, and every line ends with CR LF.</param>
public sealed record LineRule(Regex Pattern, byte[] Reply, bool IsExact);
