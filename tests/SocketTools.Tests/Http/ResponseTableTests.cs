using SocketTools.Faults;
using SocketTools.Http;
using SocketTools.Tests.Connections;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Http;

/// <summary>Every case of <see cref="ResponseTable"/>, over a connection in every delivery, and from memory.</summary>
public class ResponseTableTests
{
    private static readonly ReceiveOptions s_options = new() { MaxHeaderBytes = ResponseTable.Budget, MaxBodyBytes = ResponseTable.Budget };

    public static TheoryData<string> Names() => new(ResponseCase.All.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_gives_what_the_table_says_however_it_arrives(string name)
    {
        ResponseCase expected = ResponseCase.All[name];
        foreach (Delivery delivery in Enum.GetValues<Delivery>())
        {
            Assert.Equal((delivery, expected.Expected), (delivery, await OverAConnectionAsync(expected, delivery)));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Bytes_in_memory_give_the_same(string name)
    {
        ResponseCase expected = ResponseCase.All[name];
        string outcome;
        try
        {
            outcome = Outcome.Of(HttpExchange.Parse(expected.Wire, expected.Method, s_options).First(), canGoOn: null, left: Array.Empty<byte>());
        }
        catch (SocketToolsException fault)
        {
            outcome = Outcome.Of(fault);
        }

        Assert.Equal(expected.ExpectedFromMemory, outcome);
    }

    [Fact]
    public void The_table_is_as_large_as_it_should_be()
    {
        Assert.InRange(ResponseCase.All.Count, 150, 1000);
        Assert.All(ResponseCase.All.Values, static c => Assert.Matches(@"^§ \d{4} \d", c.Section));
    }

    private static async Task<string> OverAConnectionAsync(ResponseCase expected, Delivery delivery)
    {
        using Pair pair = await Pair.OpenAsync();
        var exchange = new HttpExchange(pair.Connection, Pair.Clock(), s_options);
        Task<string> outcome = Task.Run(() =>
        {
            try
            {
                RawHttpResponse response = exchange.Receive(null, expected.Method);
                return Outcome.Of(response, exchange.CanGoOn, pair.Connection.ReceiveToEnd(1000, peek: false, Pair.Clock()));
            }
            catch (SocketToolsException fault)
            {
                return Outcome.Of(fault);
            }
        });

        // The next piece goes out when the one before has been received: no two of them arrive as one.
        int step = delivery switch { Delivery.Whole => expected.Wire.Length, Delivery.Halves => (expected.Wire.Length + 1) / 2, _ => 1 };
        for (int at = 0; at < expected.Wire.Length && !outcome.IsCompleted; at += step)
        {
            byte[] piece = expected.Wire[at..Math.Min(at + step, expected.Wire.Length)];
            await pair.Peer.SendAsync(piece);
            Eventually.True(() => pair.Connection.BytesReceived >= at + piece.Length || outcome.IsCompleted, $"byte {at}");
        }

        pair.Peer.CloseSend();
        return await outcome;
    }
}
