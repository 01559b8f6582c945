using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace SocketTools.Benchmarks;

/// <summary>Measures the scanners and parsers by themselves:
/// <c>dotnet run -c Release --project tests/Benchmarks/Scanners -- --filter "*"</c>.</summary>
public static class Program
{
    /// <param name="args">BenchmarkDotNet's.</param>
    public static void Main(string[] args)
    {
        // In this process: a project generated below the repository would be built by its rules.
        IConfig config = DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
    }
}
