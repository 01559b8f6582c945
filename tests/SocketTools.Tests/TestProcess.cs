using System.Runtime.CompilerServices;

namespace SocketTools.Tests;

/// <summary>What the test process needs before the first test.</summary>
internal static class TestProcess
{
    // Tests block threads while scripted servers go on in the pool: on two cores the pool would grow by one thread a second only.
    [ModuleInitializer]
    internal static void Prepare() => ThreadPool.SetMinThreads(64, 64);
}
