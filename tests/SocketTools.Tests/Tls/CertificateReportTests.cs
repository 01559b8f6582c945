using System.Management.Automation;
using System.Net.Security;
using SocketTools.Connections;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;
using SocketTools.Tls;

namespace SocketTools.Tests.Tls;

/// <summary>Get-SocketCertificate.</summary>
public class CertificateReportTests : TlsTest
{
    public CertificateReportTests(Certificates certificates)
        : base(certificates)
    {
    }

    [Theory]
    [InlineData("Good", SslPolicyErrors.None, 29, 30, "")]
    [InlineData("Expired", SslPolicyErrors.RemoteCertificateChainErrors, -4, -2, "expired")]
    [InlineData("WrongName", SslPolicyErrors.RemoteCertificateNameMismatch, 29, 30, "elsewhere.test")]
    [InlineData("SelfSigned", SslPolicyErrors.RemoteCertificateChainErrors, 29, 30, "self-signed")]
    [InlineData("UnknownAuthority", SslPolicyErrors.RemoteCertificateChainErrors, 29, 30, "authority")]
    public void Each_is_told_with_what_is_wrong(string kind, SslPolicyErrors errors, int least, int most, string words)
    {
        using ScriptedServer server = ServerSide.Greeting(Certificates[kind]);
        CertificateReport report = Run($"Get-SocketCertificate 127.0.0.1 {server.Port} -CertificateAuthority $ca").Single<CertificateReport>();
        Assert.Equal("127.0.0.1", report.HostName);
        Assert.Equal(server.Port, report.Port);
        Assert.Equal(Certificates[kind].Thumbprint, report.Certificate.Thumbprint);
        Assert.Equal(errors, report.PolicyErrors);
        Assert.Equal(errors == SslPolicyErrors.None, report.IsValid);
        Assert.InRange(report.DaysLeft, least, most);
        Assert.Contains(words, string.Join("; ", report.Reasons), StringComparison.Ordinal);
        Assert.Equal(kind == "WrongName" ? "elsewhere.test" : "localhost", report.Names[0]);
        Assert.Contains(report.Chain, c => c.Thumbprint == report.Certificate.Thumbprint);
        RunningScript.Until(() => !server.Connections.Any(), "the end of the connection");
    }

    [Fact]
    public async Task Results_come_as_they_come()
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var slow = ScriptedServer.Start(async client =>
        {
            await client.StallAsync(go.Task);
            await client.ProtectAsync(Certificates.Expired);
            await client.ReadToEndAsync();
        });
        using ScriptedServer quick = ServerSide.Greeting(Certificates.Good);
        using var dead = new RefusingPort();
        using RunningScript running = Session.Begin(
            $"'{slow.Address}', '{quick.Address}', '{dead.Address}', 'no such host', '{quick.Address}' | Get-SocketCertificate -CertificateAuthority $ca -ConnectTimeoutSec 50");
        await running.OutputAsync(2);
        go.SetResult();
        EngineResult result = running.End();
        Assert.Null(result.Terminating);
        Assert.Equal(new[] { quick.Port, quick.Port, slow.Port }, result.Output.Cast<CertificateReport>().Select(static r => r.Port));
        Assert.Equal(new[] { "ConnectFailed", "InvalidRequest" }, result.Errors.Select(static e => e.FullyQualifiedErrorId.Split(',')[0]).Order());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(64)]
    public async Task As_many_at_once_as_wanted(int limit)
    {
        // Every server waits until as many clients are there as may be at once. Of those that are done the server may learn late: who is still
        // there the module tells.
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int there = 0;
        int most = 0;
        ScriptedServer? started = null;
        using ScriptedServer server = started = ScriptedServer.Start(async client =>
        {
            InterlockedMax(ref most, Volatile.Read(ref started)?.Connections.Count() ?? 0);
            if (Interlocked.Increment(ref there) == limit)
            {
                enough.TrySetResult();
            }

            await client.StallAsync(enough.Task);
            await client.ProtectAsync(Certificates.Good);
            await client.ReadToEndAsync();
        });
        Session["hosts"] = Enumerable.Repeat((object)server.Address, limit == 1 ? 5 : 100).ToArray();
        EngineResult result = Run($"$hosts | Get-SocketCertificate -ThrottleLimit {limit} -CertificateAuthority $ca -ConnectTimeoutSec 50");
        Assert.Equal(limit == 1 ? 5 : 100, result.Output.Count);
        Assert.InRange(Volatile.Read(ref most), 1, limit);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Select_First_ends_what_is_under_way_and_asks_nobody_else()
    {
        using var silent = ScriptedServer.Start();
        using ScriptedServer quick = ServerSide.Greeting(Certificates.Good);
        Session["hosts"] = new object[] { silent.Address, silent.Address, quick.Address }.Concat(Enumerable.Repeat((object)silent.Address, 50)).ToArray();
        EngineResult result = Run("$hosts | Get-SocketCertificate -ThrottleLimit 3 -CertificateAuthority $ca -ConnectTimeoutSec 0 | Select-Object -First 1");
        Assert.Single(result.Output);
        for (int i = 0; i < 2; i++)
        {
            ScriptedClient client = await silent.AcceptAsync();
            try
            {
                // The client has said hello; and then it leaves.
                await client.ReadToEndAsync().InTime();
            }
            catch (IOException)
            {
            }
        }

        RunningScript.Until(() => !silent.Connections.Any(), "the end of the connections");
        Assert.InRange(silent.Arrived, 2, 6);
    }

    [Fact]
    public void A_failed_handshake_tells_which_side_refused_and_why()
    {
        using var hangsUp = ScriptedServer.Start(client => Task.CompletedTask);
        using var speaksHttp = ScriptedServer.Start(async client => await client.SendAsync("HTTP/1.1 400 Bad Request\r\n\r\nThis is not TLS, it is plain text all the way down.\r\n"));
        using var alerts = ScriptedServer.Start(async client =>
        {
            await client.ReadAsync(5);
            await client.SendAsync(new byte[] { 21, 3, 3, 0, 2, 2, 112 }, Delivery.ByteByByte);
        });
        string said = Session.Run($"Get-SocketCertificate {hangsUp.Address}").SingleError("TlsFailed", ErrorCategory.SecurityError).Exception.Message;
        Assert.Contains("closed the connection during the handshake", said, StringComparison.Ordinal);
        said = Session.Run($"Get-SocketCertificate {speaksHttp.Address}").SingleError("TlsFailed", ErrorCategory.SecurityError).Exception.Message;
        Assert.Contains("is not TLS", said, StringComparison.Ordinal);
        said = Session.Run($"Get-SocketCertificate {alerts.Address}").SingleError("TlsFailed", ErrorCategory.SecurityError).Exception.Message;
        Assert.Contains("the peer refused (unrecognized_name", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Objects_with_a_host_and_a_port_come_through_the_pipeline()
    {
        using ScriptedServer server = ServerSide.Greeting(Certificates.Good);
        using var connection = Run($"$c = New-SocketConnection {server.Address} -Tls -CertificateAuthority $ca; $c").Single<SocketConnection>();
        Assert.Equal(server.Port, Run("$c | Get-SocketCertificate -CertificateAuthority $ca").Single<CertificateReport>().Port);
    }

    private static void InterlockedMax(ref int most, int now)
    {
        int seen;
        while ((seen = Volatile.Read(ref most)) < now && Interlocked.CompareExchange(ref most, now, seen) != seen)
        {
        }
    }
}
