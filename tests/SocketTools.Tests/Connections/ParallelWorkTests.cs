using SocketTools.Connections;

namespace SocketTools.Tests.Connections;

public class ParallelWorkTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    public async Task Work_that_throws_ends_it_and_is_thrown_on(int count)
    {
        Task working = Task.Run(() =>
        {
            using var work = new ParallelWork<int, int>(static _ => throw new NotSupportedException("no"), 4, default);
            for (int i = 0; i < count; i++)
            {
                work.Add(i, static _ => { });
            }

            work.Finish(static _ => { });
        });
        await Assert.ThrowsAsync<NotSupportedException>(() => working.InTime());
    }

    [Fact]
    public void Nothing_given_is_nothing_done()
    {
        using var work = new ParallelWork<int, int>(static i => i, 4, default);
        work.Finish(static _ => Assert.Fail("There is nothing."));
    }

    [Fact]
    public async Task As_many_at_once_as_are_given_and_wanted()
    {
        using var together = new Barrier(8);
        var results = new List<int>();
        Task working = Task.Run(() =>
        {
            using var work = new ParallelWork<int, int>(
                i =>
                {
                    together.SignalAndWait();
                    return i;
                },
                8,
                default);
            for (int i = 0; i < 80; i++)
            {
                work.Add(i, results.Add);
            }

            work.Finish(results.Add);
        });
        await working.InTime();
        Assert.Equal(Enumerable.Range(0, 80), results.Order());
    }
}
