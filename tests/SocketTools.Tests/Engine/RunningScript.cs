using System.Diagnostics;
using System.Management.Automation;

namespace SocketTools.Tests.Engine;

/// <summary>A script under way.</summary>
internal sealed class RunningScript : IDisposable
{
    private readonly PowerShell _shell;
    private readonly PSDataCollection<PSObject> _output = new();
    private readonly IAsyncResult _invocation;
    private readonly Stopwatch _elapsed = Stopwatch.StartNew();

    internal RunningScript(PowerShell shell)
    {
        _shell = shell;
        _invocation = shell.BeginInvoke<PSObject, PSObject>(null, _output);
    }

    /// <summary>Waits until so many objects have come out.</summary>
    internal Task OutputAsync(int count) => ReachAsync(_output, count);

    /// <summary>Waits until so many verbose messages have come.</summary>
    internal Task VerboseAsync(int count) => ReachAsync(_shell.Streams.Verbose, count);

    /// <summary>Waits until something is true that other threads make true.</summary>
    internal static void Until(Func<bool> condition, string what) => Eventually.True(condition, what);

    /// <summary>Ctrl+C.</summary>
    /// <returns>How long it took until the pipeline had ended.</returns>
    internal TimeSpan Stop()
    {
        var latency = Stopwatch.StartNew();
        _shell.Stop();
        return latency.Elapsed;
    }

    /// <summary>Ctrl+C, after which the pipeline has to end at once, stopped and without an error, and the session has to be good for the next one.</summary>
    /// <remarks>The design says within 100 ms, and what is measured is told; asserted is what a busy machine keeps too, and no clock of ours comes to.</remarks>
    internal EngineResult StopsAtOnce()
    {
        TimeSpan latency = Stop();
        TestContext.Current.TestOutputHelper!.WriteLine($"stopped after {latency.TotalMilliseconds:0} ms");
        EngineResult result = End();
        Assert.IsAssignableFrom<PipelineStoppedException>(result.Terminating);
        Assert.Empty(result.Errors);
        Assert.True(latency < TimeSpan.FromSeconds(14), $"It took {latency.TotalMilliseconds:0} ms.");
        using var next = PowerShell.Create();
        next.Runspace = _shell.Runspace;
        Assert.Equal(42, Assert.Single(next.AddScript("40 + 2").Invoke<int>()));
        return result;
    }

    /// <summary>Waits for the script's end; one that hangs is stopped and fails the test.</summary>
    internal EngineResult End()
    {
        if (!_invocation.AsyncWaitHandle.WaitOne(Eventually.Patience))
        {
            _shell.BeginStop(null, null);
            throw new TimeoutException($"The script hung for {Eventually.Patience.TotalSeconds} s: {_shell.Commands.Commands[0].CommandText}");
        }

        Exception? terminating = null;
        try
        {
            _shell.EndInvoke(_invocation);
        }
        catch (Exception thrown) when (thrown is RuntimeException or OperationCanceledException)
        {
            terminating = thrown;
        }

        return new EngineResult(
            _output.Select(static o => o?.BaseObject).ToArray(),
            _shell.Streams.Error.ToArray(),
            terminating,
            _shell.Streams.Verbose.Select(static v => v.Message).ToArray(),
            _elapsed.Elapsed);
    }

    public void Dispose()
    {
        _shell.Dispose();
        _output.Dispose();
    }

    private static async Task ReachAsync<T>(PSDataCollection<T> collection, int count)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Check(object? sender, DataAddedEventArgs added)
        {
            if (collection.Count >= count)
            {
                reached.TrySetResult();
            }
        }

        collection.DataAdded += Check;
        if (collection.Count >= count)
        {
            reached.TrySetResult();
        }

        await reached.Task.InTime();
        collection.DataAdded -= Check;
    }
}
