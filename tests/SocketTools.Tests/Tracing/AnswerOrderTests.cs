using SocketTools.Connections;
using SocketTools.Limits;
using SocketTools.Tests.Connections;
using SocketTools.Tracing;
using SocketTools.Transport;

namespace SocketTools.Tests.Tracing;

/// <summary>One thread sends, another receives the answer before the first has come back from the system.</summary>
public class AnswerOrderTests
{
    private static readonly byte[] s_login = "PASS hunter2\r\n"u8.ToArray();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_is_recorded_behind_what_it_answers_and_shows_no_secret_of_it(bool meanwhile)
    {
        var wire = new QuickWire("-ERR hunter2 is wrong\r\n"u8.ToArray());
        using var connection = new SocketConnection(wire, "h:110", "h", 110, new ConnectionSettings(), new ConnectionTiming(), listed: false);
        SocketTranscript transcript = connection.Record(new TranscriptOptions());
        Task reading = Task.Run(() =>
        {
            connection.ReceiveExactly(23, peek: false, Pair.Clock());
            wire.IsHeard.Set();
        });
        if (meanwhile)
        {
            using Outgoing outgoing = connection.BeginSending(new[] { new ArraySegment<byte>(s_login) }, Pair.Clock(), progress: null, isBody: false);
            connection.FinishSending(outgoing, Pair.Clock());
        }
        else
        {
            connection.Send(new ArraySegment<byte>(s_login), Pair.Clock());
        }

        await reading.InTime();
        Assert.Equal(
            new (TranscriptSide?, string)[] { (TranscriptSide.Client, "PASS ********\r\n"), (TranscriptSide.Server, "-ERR ******** is wrong\r\n") },
            transcript.Entries.Select(static e => (e.Side, e.Text)));
    }

    /// <summary>Answers while it is still being written to, and gives whoever reads the time to take it.</summary>
    private sealed class QuickWire(byte[] answer) : MemoryTransport(answer)
    {
        private static readonly TimeSpan s_longEnough = TimeSpan.FromSeconds(0.3);

        private readonly ManualResetEventSlim _isAsked = new();

        internal ManualResetEventSlim IsHeard { get; } = new();

        protected internal override int TryWrite(ArraySegment<byte> data)
        {
            _isAsked.Set();
            IsHeard.Wait(s_longEnough);
            return data.Count;
        }

        protected internal override int TryRead(ArraySegment<byte> into)
        {
            _isAsked.Wait();
            return base.TryRead(into);
        }
    }
}
