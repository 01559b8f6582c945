using System.Runtime.CompilerServices;

namespace SocketTools.Tests;

/// <summary>What the test process needs before the first test, and what it holds.</summary>
internal static class TestProcess
{
    // Tests block threads while scripted servers go on in the pool: on two cores the pool would grow by one thread a second only.
    [ModuleInitializer]
    internal static void Prepare() => ThreadPool.SetMinThreads(64, 64);

    /// <summary>How many handles it has; Linux only. An assembly that the runtime has loaded meanwhile, and keeps open, is no handle of ours.</summary>
    internal static int Handles => new DirectoryInfo("/proc/self/fd").GetFiles().Count(static f => f.LinkTarget?.EndsWith(".dll", StringComparison.Ordinal) == false);
}
