namespace SocketTools.Tests;

/// <summary>Tests that count handles, measure latencies or close everything in the process: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";
}
