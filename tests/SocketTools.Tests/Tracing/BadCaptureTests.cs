using System.Buffers.Binary;
using System.Net;
using SocketTools.Faults;
using SocketTools.Http;
using SocketTools.Tests.Servers;
using SocketTools.Tracing;

namespace SocketTools.Tests.Tracing;

/// <summary>Captures that are cut off, far too many, or none.</summary>
[Collection(Alone.Name)]
public sealed class BadCaptureTests : IDisposable
{
    private static readonly IPEndPoint s_server = new(IPAddress.Loopback, 25);

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _warnings = new();

    [Theory]
    [InlineData("pcap")]
    [InlineData("pcapng")]
    public void One_that_is_cut_anywhere_has_what_came_before(string form)
    {
        Write("whole.pcap", Talk(40_000));
        ProgramServer.RunToEnd("editcap", "tshark", "-F", form, _folder["whole.pcap"], _folder["whole." + form]);
        byte[] whole = File.ReadAllBytes(_folder["whole." + form]);
        byte[] said = Encoding.ASCII.GetBytes("220 ready\r\n");
        int told = 0;
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(_folder["cut." + form], whole[..length]);
            _warnings.Clear();
            try
            {
                SocketTranscript read = Assert.Single(TranscriptFile.Read(_folder["cut." + form], null, _warnings.Add));
                Assert.True(said.AsSpan().StartsWith(read.BytesOf(TranscriptSide.Server)));
                told += _warnings.Count;
            }
            catch (SocketToolsException none) when (none.Fault == Fault.InvalidRequest)
            {
                Assert.Matches("capture", none.Message);
            }
        }

        Assert.InRange(told, whole.Length / 2, whole.Length);
    }

    [Fact]
    public void One_of_a_hundred_thousand_streams_is_told_and_each_can_be_had()
    {
        Write("many.pcap", Enumerable.Range(0, 100_000).SelectMany(Talk));
        long before = GC.GetTotalMemory(true);
        long held = 0;
        Stream OpenWatched() => new WatchedFile(_folder["many.pcap"], () => held = Math.Max(held, GC.GetTotalMemory(true) - before));
        var wrong = Assert.Throws<SocketToolsException>(() => CaptureFile.Read(OpenWatched, null, long.MaxValue, _warnings.Add).ToList());
        Assert.Matches("100000 streams.*; 19: [^;]*; and 99980 more", wrong.Message);
        Assert.True(wrong.Message.Length < 4000);
        SocketTranscript last = Assert.Single(TranscriptFile.Read(_folder["many.pcap"], new[] { 99_999 }, _warnings.Add));
        Assert.Equal("220 ready\r\n", Encoding.ASCII.GetString(last.BytesOf(TranscriptSide.Server)));
        Assert.Empty(_warnings);
        TestContext.Current.TestOutputHelper!.WriteLine($"{held} bytes were held.");
        Assert.InRange(held, 1, 64 << 20);
        Assert.Equal(3, TranscriptFile.Read(_folder["many.pcap"], new[] { 1, 50_000, 7 }, _warnings.Add).Count());
    }

    [Theory]
    [InlineData("none.pcap", "")]
    [InlineData("none.pcap", "GET / HTTP/1.1\r\n\r\n")]
    [InlineData("none.pcapng", "\u000a\r\r\u000a")]
    [InlineData("none.pcapng", "\u000a\r\r\u000a\u00ff\u00ff\u00ff\u00ff\u004d\u003c\u002b\u001a")]
    [InlineData("none.pcap", "\u00d4\u00c3\u00b2\u00a1\u0002\0\u0004\0\0\0\0\0\0\0\0\0\u00ff\u00ff\0\0\u0001\0\0\0")]
    [InlineData("none.pcap", "\u00d4\u00c3\u00b2\u00a1\u0002\0\u0004\0\0\0\0\0\0\0\0\0\u00ff\u00ff\0\0\u0001\0\0\0\0\0\0\0\0\0\0\0\u00ff\u00ff\u00ff\u007f\u00ff\u00ff\u00ff\u007f")]
    [InlineData("none.har", "{\"log\":{\"entries\":[{}]}}")]
    [InlineData("none.har", "{")]
    [InlineData("none.har", "")]
    [InlineData("none.jsonl", "{}\n")]
    [InlineData("none.txt", "hello\n")]
    public void What_is_none_is_told(string name, string content)
    {
        File.WriteAllBytes(_folder[name], Encoding.Latin1.GetBytes(content));
        var wrong = Assert.Throws<SocketToolsException>(() => TranscriptFile.Read(_folder[name], null, _warnings.Add).ToList());
        Assert.Equal(Fault.InvalidRequest, wrong.Fault);
        Assert.DoesNotContain('\n', wrong.Message);
    }

    [Theory]
    [InlineData("\"status\":200,\"statusText\":\"OK\\r\\nSet-Cookie: a=1\"")]
    [InlineData("\"status\":200,\"statusText\":\"OK\\nSet-Cookie: a=1\"")]
    [InlineData("\"status\":200,\"statusText\":\"OK\",\"headers\":[{\"name\":\"A: b\\r\\nSet-Cookie\",\"value\":\"a=1\"}]")]
    [InlineData("\"status\":200,\"statusText\":\"OK\",\"headers\":[{\"name\":\"A\",\"value\":\"b\\rSet-Cookie: a=1\"}]")]
    [InlineData("\"status\":200", "GET / HTTP/1.1\\r\\nSet-Cookie: a=1\\r\\nX:")]
    public void No_line_of_a_HAR_is_two(string response, string method = "GET")
    {
        File.WriteAllText(_folder["two.har"], "{\"log\":{\"entries\":[{\"request\":{\"method\":\"" + method + "\",\"url\":\"http://a/\"},\"response\":{" + response + "}}]}}");
        var wrong = Assert.Throws<SocketToolsException>(() => TranscriptFile.Read(_folder["two.har"], null, _warnings.Add).ToList());
        Assert.Equal(Fault.InvalidRequest, wrong.Fault);
        Assert.Contains("CR, LF or NUL inside a line", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fields_of_one_name_that_a_browser_joined_are_fields_again()
    {
        File.WriteAllText(_folder["joined.har"], """
            {"log":{"entries":[{"request":{"method":"GET","url":"http://a/"},"response":{"status":204,"headers":[{"name":"set-cookie","value":"a=1\nb=2"}]}}]}}
            """);
        string said = string.Concat(TranscriptFile.Read(_folder["joined.har"], null, _warnings.Add).Single().Entries.Select(static e => e.Text));
        Assert.Contains("set-cookie: a=1\r\nset-cookie: b=2\r\n\r\n", said, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<byte[]> Talk(int number)
    {
        var client = new IPEndPoint(new IPAddress(new byte[] { 127, 0, (byte)(number / 50_000), 1 }), 10_000 + (number % 50_000));
        byte[] said = Encoding.ASCII.GetBytes("220 ready\r\n");
        byte[] none = Array.Empty<byte>();
        yield return TcpPacket.Segment(client, s_server, 100, 0, TcpPacket.Syn, none);
        yield return TcpPacket.Segment(s_server, client, 500, 101, TcpPacket.Syn | TcpPacket.Ack, none);
        yield return TcpPacket.Segment(s_server, client, 501, 101, TcpPacket.Ack | TcpPacket.Push, said);
        yield return TcpPacket.Segment(s_server, client, 501 + (uint)said.Length, 101, TcpPacket.Fin | TcpPacket.Ack, none);
    }

    // Raw IP in pcap, a packet each millisecond.
    private void Write(string name, IEnumerable<byte[]> packets)
    {
        using var file = new BufferedStream(File.Create(_folder[name]), 1 << 16);
        var header = new byte[24];
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0xA1B2C3D4);
        header[4] = 2;
        header[6] = 4;
        header[18] = 1;
        header[20] = 101;
        file.Write(header);
        var record = new byte[16];
        int milliseconds = 0;
        foreach (byte[] packet in packets)
        {
            BinaryPrimitives.WriteInt32LittleEndian(record, 1_700_000_000 + (milliseconds / 1000));
            BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(4), milliseconds++ % 1000 * 1000);
            BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(8), packet.Length);
            BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(12), packet.Length);
            file.Write(record);
            file.Write(packet);
        }
    }

    /// <summary>A file that tells when it has been read to its end.</summary>
    private sealed class WatchedFile(string path, Action atEnd) : FileStream(path, FileMode.Open, FileAccess.Read)
    {
        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = base.Read(buffer, offset, count);
            if (read == 0)
            {
                atEnd();
            }

            return read;
        }
    }
}
