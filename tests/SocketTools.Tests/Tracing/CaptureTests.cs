using System.Globalization;
using SocketTools.Faults;
using SocketTools.Http;
using SocketTools.Tests.Http;
using SocketTools.Tests.Servers;
using SocketTools.Tracing;

namespace SocketTools.Tests.Tracing;

/// <summary>What tcpdump saw of curl and nginx, read: as it is, as tshark and editcap write it again, and as a bad link would have given it.</summary>
public sealed class CaptureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _warnings = new();
    private byte[] _sent = Array.Empty<byte>();
    private byte[] _received = Array.Empty<byte>();
    private int _port;

    [Theory]
    [InlineData("lo")]
    [InlineData("any")]
    public async Task Is_what_curl_sent_and_received(string device)
    {
        await CaptureAsync(device);
        var several = Assert.Throws<SocketToolsException>(() => Read("curl.pcap", null));
        Assert.Equal(Fault.InvalidRequest, several.Fault);
        Assert.Matches($@"2 streams: .*0: 127\.0\.0\.1:\d+ to 127\.0\.0\.1:{_port}, \d+ bytes; 1: ", several.Message);
        SocketTranscript read = Whole(Read("curl.pcap"));
        Assert.Equal(_port, read.ServerEndPoint!.Port);
        Assert.Equal(Fault.InvalidRequest, Assert.Throws<SocketToolsException>(() => Read("curl.pcap", 2)).Fault);
        foreach (string form in new[] { "pcap", "nsecpcap", "pcapng" })
        {
            ProgramServer.RunToEnd("editcap", "tshark", "-F", form, _folder["curl.pcap"], _folder[form + ".pcapng"]);
            Assert.Equal(read.ToNotation(), Whole(Read(form + ".pcapng")).ToNotation());
        }

        ProgramServer.RunToEnd("tshark", "tshark", "-r", _folder["curl.pcap"], "-w", _folder["tshark.pcapng"], "-Y", "tcp.stream == 0");
        Assert.Equal(read.ToNotation(), Whole(Read("tshark.pcapng", null)).ToNotation());
    }

    [Fact]
    public async Task Segments_out_of_order_and_sent_again_are_put_right()
    {
        await CaptureAsync();
        var capture = new CaptureEditor(_folder["curl.pcap"]);
        capture.LeaveOutAcknowledgements();
        int[] data = capture.DataFrom(_port);
        int[] firsts = Enumerable.Range(0, data.Length - 1).Where(i => data[i] + 1 == data[i + 1] && (i == 0 || data[i - 1] + 1 != data[i])).Select(i => data[i]).ToArray();
        Assert.NotEmpty(firsts);
        foreach (int first in firsts)
        {
            (capture.Records[first], capture.Records[first + 1]) = (capture.Records[first + 1], capture.Records[first]);
        }

        capture.Records.Insert(data[^1], capture.Records[data[2]]);
        capture.Records.Insert(data[^1], capture.Records[data[0]]);
        capture.Write(_folder["worse.pcap"]);
        Whole(Read("worse.pcap"));
    }

    [Fact]
    public async Task A_segment_that_was_lost_to_the_capture_alone_is_told()
    {
        await CaptureAsync();
        var capture = new CaptureEditor(_folder["curl.pcap"]);
        int lost = capture.DataFrom(_port)[3];
        int count = capture.Carried(lost);
        long before = capture.DataFrom(_port)[..3].Sum(i => (long)capture.Carried(i));
        capture.Records.RemoveAt(lost);
        capture.Write(_folder["lost.pcap"]);
        SocketTranscript read = Read("lost.pcap");
        Assert.Equal(count, read.MissingBytes);
        Assert.Equal($"Stream 0 lacks {count} bytes of the server.", Assert.Single(_warnings));
        Assert.Equal(_sent, read.BytesOf(TranscriptSide.Client));
        Assert.Equal(_received.Take((int)before).Concat(_received.Skip((int)before + count)), read.BytesOf(TranscriptSide.Server));
        SocketTranscriptEntry gap = Assert.Single(read.Entries, static e => e.MissingBytes > 0);
        Assert.Equal(before, read.Entries.TakeWhile(e => e != gap).Where(static e => e.Side == TranscriptSide.Server).Sum(static e => (long)e.Data.Length));
    }

    [Fact]
    public async Task What_was_not_captured_of_each_packet_is_told()
    {
        await CaptureAsync();
        ProgramServer.RunToEnd("editcap", "tshark", "-s", "200", _folder["curl.pcap"], _folder["short.pcapng"]);
        SocketTranscript read = Read("short.pcapng");
        Assert.Equal(_received.Length + _sent.Length, read.MissingBytes + read.BytesOf(TranscriptSide.Client).Length + read.BytesOf(TranscriptSide.Server).Length);
        Assert.NotEmpty(_warnings);
        Assert.True(_warnings.Count < 20, $"{_warnings.Count} warnings");
        Assert.Matches("^Stream 0 lacks [0-9]+ bytes of the server, in [0-9]+ places\\.$", Assert.Single(_warnings, static w => w.Contains("server", StringComparison.Ordinal)));
    }

    public void Dispose() => _folder.Dispose();

    private SocketTranscript Read(string file, int? stream = 0)
    {
        _warnings.Clear();
        return Assert.Single(TranscriptFile.Read(_folder[file], stream is int number ? new[] { number } : null, _warnings.Add));
    }

    private SocketTranscript Whole(SocketTranscript read)
    {
        Assert.Empty(_warnings);
        Assert.True(read.IsComplete);
        Assert.Equal(_sent, read.BytesOf(TranscriptSide.Client));
        Assert.Equal(_received, read.BytesOf(TranscriptSide.Server));
        Assert.Equal("connected", read.Entries[0].Text);
        return read;
    }

    private async Task CaptureAsync(string device = "lo")
    {
        WebSite.Fill(_folder.Path);
        using var nginx = new NginxServer(_folder.Path);
        _port = nginx.Port;
        using Tcpdump capture = await Tcpdump.StartAsync(_folder["curl.pcap"], nginx.Port, device);
        string[] urls = new[] { "hello.txt", "chunked/65536", "plain/lines.txt", "none" }.SelectMany(path => new[] { nginx.Url + path, "-o", "/dev/null" }).ToArray();
        ProgramServer.RunToEnd("curl", "curl", new[] { "-s", "--raw", "-H", "Accept-Encoding: gzip", "--trace", _folder["trace"] }.Concat(urls).ToArray());
        capture.End();
        ReadTrace(_folder["trace"]);
    }

    // Curl's own account: => Send header, N bytes (0xN), and below it lines of 16 bytes in hexadecimal.
    private void ReadTrace(string file)
    {
        var said = new Dictionary<char, MemoryStream> { ['='] = new(), ['<'] = new(), ['-'] = new() };
        char side = '-';
        foreach (string line in File.ReadLines(file, Encoding.Latin1))
        {
            if (line.StartsWith("=> Send", StringComparison.Ordinal) || line.StartsWith("<= Recv", StringComparison.Ordinal))
            {
                side = line[0];
            }
            else if (line.StartsWith("==", StringComparison.Ordinal))
            {
                side = '-';
            }
            else
            {
                foreach (string hex in line.Substring(6, 48).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                {
                    said[side].WriteByte(byte.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                }
            }
        }

        (_sent, _received) = (said['='].ToArray(), said['<'].ToArray());
    }
}
