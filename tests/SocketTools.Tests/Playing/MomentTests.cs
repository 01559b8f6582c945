using System;
using System.Diagnostics;
using System.Threading.Tasks;
using SocketTools.Playing;
using Xunit;

namespace SocketTools.Tests.Playing;

public sealed class MomentTests
{
    [Fact]
    public async Task No_moment_comes_early()
    {
        for (int wait = 0; wait < 60; wait++)
        {
            // A fraction of a millisecond each, so that some of them fall where a timer's own clock has just ticked.
            double seconds = 0.003 + (wait * 0.000117);
            long before = Stopwatch.GetTimestamp();
            await Moment.WaitUntilAsync(Moment.In(seconds), TestContext.Current.CancellationToken);
            Assert.True((Stopwatch.GetTimestamp() - before) / (double)Stopwatch.Frequency >= seconds);
        }
    }
}
