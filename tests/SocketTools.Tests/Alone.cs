namespace SocketTools.Tests;

/// <summary>Tests that count the handles, threads or memory of the process, or close everything in it: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";
}
