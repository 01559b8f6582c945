using System.Diagnostics;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using SocketTools.Tls;

namespace SocketTools.Tests.Tls;

/// <summary>The stream under TLS by BeginRead and BeginWrite, which .NET Framework's TLS stream calls and this one's never does.</summary>
public sealed class OlderPatternTests : IDisposable
{
    // A record of three bytes: the stream never reads beyond one.
    private static readonly byte[] s_record = { 0x17, 3, 3, 0, 3, (byte)'a', (byte)'b', (byte)'c' };

    private readonly Certificates _certificates;
    private readonly MemoryLine _line = new();
    private readonly PumpedStream _stream;
    private readonly byte[] _room = new byte[64];
    private int _calls;

    public OlderPatternTests(Certificates certificates)
    {
        _certificates = certificates;
        _stream = new PumpedStream(_line);
    }

    [Fact]
    public void What_is_there_is_read_at_once()
    {
        _line.Arrive(s_record);
        IAsyncResult reading = Read("mine");
        Assert.Equal((true, 1, "mine"), (reading.IsCompleted, _calls, reading.AsyncState));
        Assert.Equal(s_record, Came(reading));
    }

    [Fact]
    public void Nothing_there_is_a_read_that_waits_and_is_called_back_once()
    {
        IAsyncResult reading = Read();
        _stream.Advance();
        Assert.Equal((false, 0), (reading.IsCompleted, _calls));
        _line.Arrive(s_record);
        _stream.Advance();
        _stream.Advance();
        Assert.Equal((true, 1), (reading.IsCompleted, _calls));
        Assert.Equal(s_record, Came(reading));
    }

    [Fact]
    public void Pieces_are_read_as_they_come()
    {
        var all = new List<byte>();
        foreach (byte value in s_record.Concat(s_record))
        {
            IAsyncResult reading = Read();
            Assert.False(reading.IsCompleted);
            _line.Arrive(value);
            _stream.Advance();
            all.AddRange(Came(reading));
        }

        Assert.Equal(s_record.Concat(s_record), all);
    }

    [Fact]
    public void A_wait_that_was_given_up_in_the_middle_goes_on_in_the_next()
    {
        // Who waited is gone, by a stop or by its clock; the read is still there, and no byte is lost.
        _line.Arrive(s_record[..3]);
        Assert.Equal(s_record[..3], Came(Read()));
        IAsyncResult reading = Read();
        _stream.Advance();
        Assert.False(reading.IsCompleted);
        _line.Arrive(s_record[3..]);
        _stream.Advance();
        Assert.Equal(s_record[3..], Came(reading));
    }

    [Fact]
    public void The_end_is_no_bytes()
    {
        IAsyncResult reading = Read();
        _line.HasEnded = true;
        _stream.Advance();
        Assert.Empty(Came(reading));
        Assert.True(_stream.SawEnd);
    }

    [Fact]
    public void A_broken_line_fails_a_read_that_waits_with_the_reason_inside()
    {
        IAsyncResult reading = Read();
        _line.Failure = SocketError.ConnectionReset;
        _stream.Advance();
        Assert.Equal((true, 1), (reading.IsCompleted, _calls));
        IOException broken = Assert.Throws<IOException>(() => _stream.EndRead(reading));
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(broken.InnerException).SocketErrorCode);
    }

    [Fact]
    public void A_line_that_is_broken_fails_the_next_read()
    {
        _line.Failure = SocketError.ConnectionReset;
        Assert.Throws<IOException>(() => _stream.EndRead(Read()));
    }

    [Fact]
    public void What_there_is_room_for_is_written_at_once()
    {
        IAsyncResult writing = Write("mine");
        Assert.Equal((true, 1, "mine"), (writing.IsCompleted, _calls, writing.AsyncState));
        _stream.EndWrite(writing);
        Assert.Equal(s_record, _line.Written);
    }

    [Fact]
    public void A_write_waits_for_room_and_is_called_back_once()
    {
        _line.Room = 3;
        IAsyncResult writing = Write();
        Assert.Equal((false, 0), (writing.IsCompleted, _calls));
        for (int i = 3; i < s_record.Length; i++)
        {
            Assert.False(writing.IsCompleted);
            _line.Room = 1;
            _stream.Advance();
        }

        Assert.Equal((true, 1), (writing.IsCompleted, _calls));
        _stream.EndWrite(writing);
        Assert.Equal(s_record, _line.Written);
    }

    [Fact]
    public void A_broken_line_fails_a_write_that_waits_with_the_reason_inside()
    {
        _line.Room = 3;
        IAsyncResult writing = Write();
        _line.Failure = SocketError.ConnectionReset;
        _stream.Advance();
        Assert.Equal((true, 1), (writing.IsCompleted, _calls));
        IOException broken = Assert.Throws<IOException>(() => _stream.EndWrite(writing));
        Assert.IsType<SocketException>(broken.InnerException);
    }

    [Fact]
    public void A_line_that_is_broken_fails_the_next_write()
    {
        _line.Failure = SocketError.ConnectionReset;
        Assert.Throws<IOException>(() => _stream.EndWrite(Write()));
    }

    [Fact]
    public void Who_waits_goes_on_within_Advance_under_a_context_too()
    {
        SynchronizationContext? before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new ElsewhereContext());
        try
        {
            Task<int> reading = WaitAsync();
            _line.Arrive(s_record);
            _stream.Advance();
            Assert.True(reading.IsCompleted);
            Assert.IsType<ElsewhereContext>(SynchronizationContext.Current);
            _line.HasEnded = true;
            Task<int> last = WaitAsync();
            Assert.True(last.IsCompleted);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }

        async Task<int> WaitAsync() => await _stream.ReadAsync(_room).ConfigureAwait(false);
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(100)]
    [InlineData(1)]
    public void A_whole_TLS_session_runs_by_it(int piece)
    {
        MemoryLine far = new() { Peer = _line, Piece = piece };
        _line.Peer = far;
        _line.Piece = piece;
        var farStream = new PumpedStream(far);
        using var client = new SslStream(new OlderPattern(_stream), false, (_, shown, _, _) => shown!.GetCertHashString() == _certificates.Good.GetCertHashString());
        using var server = new SslStream(new OlderPattern(farStream));

        Task handshakes = Task.WhenAll(server.AuthenticateAsServerAsync(_certificates.Good), client.AuthenticateAsClientAsync("localhost"));
        Pump(handshakes);
        byte[] sent = Enumerable.Range(0, 50_000).Select(static i => (byte)i).ToArray();
        byte[] received = new byte[sent.Length];
        Task exchange = Task.WhenAll(client.WriteAsync(sent).AsTask(), server.ReadExactlyAsync(received).AsTask());
        Pump(exchange);
        Assert.Equal(sent, received);

        void Pump(Task until)
        {
            // Both ends go on inside Advance, on this thread.
            var waiting = Stopwatch.StartNew();
            while (!until.IsCompleted)
            {
                Assert.True(waiting.Elapsed < Eventually.Patience, "The ends wait for each other.");
                _stream.Advance();
                farStream.Advance();
            }

            until.GetAwaiter().GetResult();
        }
    }

    public void Dispose() => _stream.Dispose();

    private IAsyncResult Read(object? state = null) => _stream.BeginRead(_room, 2, 32, _ => _calls++, state);

    private IAsyncResult Write(object? state = null) => _stream.BeginWrite(s_record, 0, s_record.Length, _ => _calls++, state);

    private byte[] Came(IAsyncResult reading) => _room.AsSpan(2, _stream.EndRead(reading)).ToArray();

    // As a form has one: what runs under it is not gone on with from anywhere.
    private sealed class ElsewhereContext : SynchronizationContext
    {
    }

    /// <summary>A stream whose every read and write goes by the older pattern, as .NET Framework's TLS stream has it.</summary>
    private sealed class OlderPattern(Stream below) : Stream
    {
        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Assert.True(MemoryMarshal.TryGetArray(buffer, out ArraySegment<byte> array));
            return await Task.Factory.FromAsync(below.BeginRead, below.EndRead, array.Array!, array.Offset, array.Count, null).ConfigureAwait(false);
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Assert.True(MemoryMarshal.TryGetArray(buffer, out ArraySegment<byte> array));
            await Task.Factory.FromAsync(below.BeginWrite, below.EndWrite, array.Array!, array.Offset, array.Count, null).ConfigureAwait(false);
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
