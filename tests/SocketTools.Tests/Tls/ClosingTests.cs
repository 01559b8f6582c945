using System.Management.Automation;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Http;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Tls;

/// <summary>A clean close and a cut are two things (RFC 8446, 6.1; RFC 9112, 9.8).</summary>
public class ClosingTests : TlsTest
{
    private const string UntilClose = "HTTP/1.1 200 OK\r\n\r\nhello";
    private const string Fixed = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
    private const string Chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";

    public ClosingTests(Certificates certificates)
        : base(certificates)
    {
    }

    [Fact]
    public void A_body_until_close_is_whole_with_a_close_notify_and_truncated_without()
    {
        using ScriptedServer clean = Answering(UntilClose, notify: true);
        Assert.Equal("hello", Get(clean).Single<RawHttpResponse>().Content);

        using ScriptedServer cut = Answering(UntilClose, notify: false);
        ErrorRecord error = Get(cut).SingleError("Truncated", ErrorCategory.InvalidData);
        Assert.Contains("-AllowTruncatedTls", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("hello", Assert.IsType<RawHttpResponse>(((SocketToolsException)error.Exception).Partial).Content);
        Assert.Equal("hello", Get(cut, "-AllowTruncatedTls").Single<RawHttpResponse>().Content);
    }

    [Fact]
    public void Out_of_band_data_are_refused_with_the_reason()
    {
        using ScriptedServer server = Answering(Fixed, notify: true);
        foreach (string script in new[] { "Send-SocketData 33 -OutOfBand -Connection $c", "Receive-SocketData $c -OutOfBand" })
        {
            ErrorRecord error = Session.Run($"$c = New-SocketConnection {server.Address} -Tls -CertificateAuthority $ca; {script}; Close-SocketConnection $c")
                .SingleError("NotSupported", ErrorCategory.NotImplemented);
            Assert.Contains("TLS", error.Exception.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(Fixed)]
    [InlineData(Chunked)]
    public void A_body_that_tells_its_own_end_needs_none(string wire)
    {
        using ScriptedServer cut = Answering(wire, notify: false);
        Assert.Equal("hello", Get(cut).Single<RawHttpResponse>().Content);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")]
    public void One_that_falls_short_is_truncated_either_way(string wire)
    {
        foreach (bool notify in new[] { true, false })
        {
            using ScriptedServer server = Answering(wire, notify);
            Get(server, "-AllowTruncatedTls").SingleError("Truncated", ErrorCategory.InvalidData);
        }
    }

    [Fact]
    public void A_cut_inside_a_record_is_no_clean_end()
    {
        using ScriptedServer server = ScriptedServer.Start(async client =>
        {
            HeldStream held = null!;
            await client.WrapAsync(below => Task.FromResult<Stream>(held = new HeldStream(below)));
            await client.ProtectAsync(Certificates.Good);
            await client.ReadUntilBlankLineAsync();
            await client.SendAsync(UntilClose);
            held.Holds = true;
            await client.SendAsync("and more");
            await held.ReleaseAsync(held.Held - 1);
        });
        ErrorRecord error = Get(server).SingleError("Truncated", ErrorCategory.InvalidData);
        Assert.Equal("hello", Assert.IsType<RawHttpResponse>(((SocketToolsException)error.Exception).Partial).Content);
    }

    [Fact]
    public async Task Closing_here_sends_a_close_notify()
    {
        var ended = new TaskCompletionSource<string>();
        using ScriptedServer server = ServerSide.Start(Certificates.Good, async client =>
        {
            try
            {
                await client.ReadToEndAsync();
                ended.SetResult("close_notify");
            }
            catch (IOException)
            {
                ended.SetResult("cut");
                throw;
            }
        });
        Run($"New-SocketConnection {server.Address} -Tls -CertificateAuthority $ca | Close-SocketConnection");
        Assert.Equal("close_notify", await ended.Task.InTime());
    }

    private EngineResult Get(ScriptedServer server, string parameters = "") =>
        Session.Run($"Invoke-RawHttpGet https://{server.Address}/ -CertificateAuthority $ca {parameters}");

    private ScriptedServer Answering(string wire, bool notify) => ServerSide.Start(Certificates.Good, async client =>
    {
        await client.ReadUntilBlankLineAsync();
        await client.SendAsync(wire);
        if (notify)
        {
            await client.SendCloseNotifyAsync();
        }
    });
}
