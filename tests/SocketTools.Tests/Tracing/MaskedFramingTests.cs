using SocketTools.Http;
using SocketTools.Playing;
using SocketTools.Tracing;

namespace SocketTools.Tests.Tracing;

// What a server of HTTP said in bodies of which it announced the sizes, before a secret in them became stars.
public class MaskedFramingTests
{
    private const string Asked = "C: GET / HTTP/1.1\nC: Host: h\nC:\n";

    public static TheoryData<string, string> Responses() => new()
    {
        { "S: HTTP/1.1 200 OK\nS: content-length: 60\nS:\nS. \"It is ********, or ********.\"\n", "It is ********, or ********." },
        { "S: HTTP/1.1 200 OK\nS: Content-Length: 16\nS:\nS. \"It is ********.\"\n", "It is ********." },
        { "S: HTTP/1.1 100 Continue\nS:\nS: HTTP/1.1 200 OK\nS: Content-Length: 60\nS:\nS. \"********\"\n", "********" },
        { "S: HTTP/1.1 200 OK\nS: Transfer-Encoding: chunked\nS:\nS: 3\nS: It \nS: 1E;x=y\nS: is ********, or ********.\nS: 2\nS: ok\nS: 0\nS: X: y\nS:\n", "It is ********, or ********.ok" },
        { "S: HTTP/1.1 200 OK\nS: Transfer-Encoding: chunked\nS:\nS: 9\nS: ********\nS: 2\nS: ok\nS: 0\nS:\n", "********ok" },
        { "S: HTTP/1.1 200 OK\nS: Set-Cookie: ********\nS: Content-Length: 2\nS:\nS. \"ok\"\n", "ok" },
    };

    [Theory]
    [MemberData(nameof(Responses))]
    public void A_har_has_each_body_and_the_bytes_as_they_are_recorded(string response, string body)
    {
        SocketTranscript transcript = Twice(response);
        List<HarExchange> exchanges = HarExchange.AllOf(transcript);
        Assert.Equal(new[] { body, body, "end" }, exchanges.Select(static e => Encoding.ASCII.GetString(e.Content)));
        Assert.Equal(Encoding.ASCII.GetString(transcript.BytesOf(TranscriptSide.Server)), string.Concat(exchanges.Select(static e => Encoding.ASCII.GetString(e.ResponseBytes))));
    }

    [Theory]
    [MemberData(nameof(Responses))]
    public void A_replay_announces_what_it_says_in_whatever_pieces(string response, string body)
    {
        SocketTranscript whole = Twice(response);
        int most = whole.Entries.Where(static e => e.Side == TranscriptSide.Server).Max(static e => e.Data.Length);
        for (int cut = 1; cut <= most; cut++)
        {
            var transcript = new SocketTranscript();
            foreach (SocketTranscriptEntry entry in whole.Entries)
            {
                int at = entry.Side == TranscriptSide.Server && entry.Masked.All(m => m.Offset >= cut || m.End <= cut) ? Math.Min(cut, entry.Data.Length) : entry.Data.Length;
                transcript.Add(default, entry.Side!.Value, new ArraySegment<byte>(entry.Data, 0, at), entry.Masked.Where(m => m.End <= at).ToArray());
                transcript.Add(default, entry.Side!.Value, new ArraySegment<byte>(entry.Data, at, entry.Data.Length - at), entry.Masked.Where(m => m.Offset >= at).Select(m => new MaskedStretch(m.Offset - at, m.Length)).ToArray());
            }

            byte[] played = ReplaySizes.Fit(ReplayScript.From(transcript)).Where(static step => step.Kind == ReplayStepKind.ServerData).SelectMany(static step => step.Data).ToArray();
            Assert.Equal(new[] { body, body, "end" }, HttpExchange.Parse(played, "GET", new ReceiveOptions()).Select(static r => r.Content));
        }
    }

    private static SocketTranscript Twice(string response) => SocketTranscript.Parse(Asked + response + Asked + response + Asked + "S: HTTP/1.1 200 OK\nS: Content-Length: 3\nS:\nS. \"end\"\n");
}
