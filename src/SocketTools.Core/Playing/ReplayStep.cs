using System;
using System.Collections.Generic;
using System.Text.RegularExpressions;
using SocketTools.Tracing;

namespace SocketTools.Playing;

/// <summary>What a step of a replay is.</summary>
internal enum ReplayStepKind
{
    /// <summary>The client sends these bytes.</summary>
    ClientData,

    /// <summary>The client sends a line that matches.</summary>
    ClientPattern,

    /// <summary>The client ends its sending.</summary>
    ClientEnd,

    /// <summary>The server sends these bytes.</summary>
    ServerData,

    /// <summary>The server sends these bytes, groups of the last pattern filled in.</summary>
    ServerTemplate,

    /// <summary>The server ends its sending, and goes on reading.</summary>
    ServerHalfClose,

    /// <summary>The server closes.</summary>
    ServerClose,

    /// <summary>The server resets.</summary>
    ServerReset,

    /// <summary>Both begin TLS.</summary>
    Protect,
}

/// <summary>One step of a replay.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Number">Its first entry's place in the transcript, from 1.</param>
/// <param name="Offset">When it was, from the transcript's start.</param>
/// <param name="Data">The bytes; none where it has none.</param>
/// <param name="Masked">Where they stand for anything.</param>
/// <param name="Pattern">What the line has to match.</param>
internal sealed record ReplayStep(ReplayStepKind Kind, int Number, TimeSpan Offset, byte[] Data, IReadOnlyList<MaskedStretch> Masked, Regex? Pattern)
{
    /// <summary>How many of its masked stretches are tags, which the server repeats.</summary>
    internal int TagCount { get; init; }

    /// <summary>Whether it is the client's.</summary>
    internal bool IsClients => Kind is ReplayStepKind.ClientData or ReplayStepKind.ClientPattern or ReplayStepKind.ClientEnd;

    /// <summary>What it waits for, as the notation has it.</summary>
    internal string Expectation => Kind switch
    {
        ReplayStepKind.ClientPattern => "C~ " + Pattern,
        ReplayStepKind.ClientEnd => "C* half-close",
        _ => Shown,
    };

    /// <summary>The bytes in the notation, without the secrets that the dialogue before them tells of.</summary>
    internal string Shown { get; init; } = "";
}
