using System;

namespace SocketTools.Fuzz;

/// <summary>Something that is fed.</summary>
/// <param name="Name">How it is called on the command line, and where its corpus is.</param>
/// <param name="Run">Feeds it, and tells what came of it; what is thrown is of the family.</param>
/// <param name="Splits">Whether its input may come in pieces; else it is always whole.</param>
internal sealed record Target(string Name, Func<Feed, string> Run, bool Splits = true)
{
    /// <summary>How much memory an input may cost beside this many times its length, in bytes.</summary>
    internal long MemoryFactor { get; init; } = 2000;
}
