using System.Security.Cryptography;
using SocketTools.Http;
using SocketTools.Tests.Servers;
using SocketTools.Tests.Tls;

namespace SocketTools.Tests.Http;

/// <summary>Against Kestrel.</summary>
public class KestrelTests : TlsTest
{
    private readonly ServerPark _park;

    public KestrelTests(ServerPark park, Certificates certificates)
        : base(certificates) => _park = park;

    [Fact]
    public async Task Files_ranges_TLS_and_a_Unix_socket_give_what_curl_gets()
    {
        await using KestrelServer kestrel = await KestrelServer.StartAsync(_park.Root, Certificates.Good);
        Session["socket"] = kestrel.UnixSocket;
        RawHttpResponse[] responses = Run($$"""
            '{{kestrel.Url}}65536', '{{kestrel.Url}}none', '{{kestrel.Url}}lines.txt' | Invoke-RawHttpGet
            Invoke-RawHttpGet {{kestrel.Url}}65536 -Headers @{ Range = 'bytes=5-104' }
            Invoke-RawHttpGet {{kestrel.SecureUrl}}65536 -CertificateAuthority $ca
            Invoke-RawHttpGet http://localhost/65536 -UnixSocket $socket
            Invoke-RawHttpGet {{kestrel.Url}}65536 -HttpVersion 1.0
            """).Output.Cast<RawHttpResponse>().ToArray();
        byte[] content = File.ReadAllBytes(Path.Combine(_park.Root, "65536"));
        Assert.Equal(new[] { 200, 404, 200, 206, 200, 200, 200 }, responses.Select(static r => r.StatusCode));
        Assert.Equal(1, responses.Take(3).Count(static r => r.Timing.Connect > TimeSpan.Zero));
        Bytes.Same(content, responses[0].Body);
        Bytes.Same(content.AsSpan(5, 100), responses[3].Body);
        Assert.All(responses.Skip(4), r => Bytes.Same(content, r.Body));
        Assert.Equal(Curl.Hash(kestrel.Url + "lines.txt"), Convert.ToHexString(SHA256.HashData(responses[2].Body)));
    }

    [Fact]
    public async Task Bodies_trailers_and_expectations_go_there_and_back()
    {
        await using KestrelServer kestrel = await KestrelServer.StartAsync(_park.Root, Certificates.Good);
        Session["body"] = new byte[300_000];
        RawHttpResponse[] responses = Run($$"""
            Invoke-RawHttpRequest {{kestrel.Url}}echo?a=%41%2f PUT -Body $body
            Invoke-RawHttpRequest {{kestrel.Url}}echo PUT -Body $body -Chunked
            Invoke-RawHttpRequest {{kestrel.Url}}echo PUT -Body hello -Trailers @{ 'X-Sum' = 5 }
            Invoke-RawHttpRequest {{kestrel.Url}}echo PUT -Body hello -Headers @{ Expect = '100-continue' } -ContinueTimeoutSec 60
            Invoke-RawHttpRequest {{kestrel.Url}}echo PUT -Body hello -Headers @{ Expect = '100-continue'; 'X-Refuse' = 1 } -ContinueTimeoutSec 60
            """).Output.Cast<RawHttpResponse>().ToArray();
        Assert.Equal(new[] { 300_000, 300_000, 5, 5, 0 }, responses.Select(static r => r.Body.Length));
        Assert.Equal("/echo?a=%41%2f", responses[0].Headers["X-Target"]!.Single());
        Assert.Equal("X-Sum=5", responses[2].Headers["X-Trailers"]!.Single());
        Assert.Equal(100, Assert.Single(responses[3].Informational).StatusCode);
        Assert.Equal((413, 0), (responses[4].StatusCode, responses[4].Informational.Count));
    }

    [Fact]
    public async Task An_answer_that_the_application_gives_up_is_cut_off()
    {
        await using KestrelServer kestrel = await KestrelServer.StartAsync(_park.Root, Certificates.Good);
        foreach (string url in new[] { kestrel.Url, kestrel.SecureUrl })
        {
            string id = Assert.Single(Session.Run($"Invoke-RawHttpGet {url}cut -CertificateAuthority $ca").Errors).FullyQualifiedErrorId;
            Assert.Matches("^(Truncated|ConnectionReset),", id);
        }
    }
}
