using System.Globalization;
using System.Management.Automation;
using SocketTools.Connections;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Cmdlets;

/// <summary>Each way to fail is one line with the id of the table, within its clock, and the shell goes on.</summary>
public class ErrorTests : EngineTest
{
    [Theory]
    [InlineData("Invoke-RawHttpGet", "http://bob:hunter2@h:99999/")]
    [InlineData("Invoke-RawHttpGet", "http://bob:hunter2@[::1/")]
    [InlineData("Invoke-RawHttpGet", "http://bob:hun/ter2@h:99999/")]
    [InlineData("Invoke-RawHttpGet", "ftp://bob:hunter2@h/")]
    [InlineData("Invoke-RawHttpGet", "bob:hunter2@h:99999")]
    [InlineData("Invoke-RawHttpGet", "http://bob:hun ter2@h/")]
    [InlineData("ConvertTo-RawHttpRequest", "http://bob:hunter2@h:99999/")]
    public void A_password_in_a_URI_that_is_refused_is_not_shown(string command, string uri)
    {
        ErrorRecord error = Fails($"{command} '{uri}'", "InvalidRequest", ErrorCategory.InvalidArgument);
        Assert.DoesNotContain("ter2", error.Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ter2", error.TargetObject.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://h/a@b?c=d@e")]
    [InlineData("h/a@b")]
    [InlineData("http://h/")]
    public void What_is_no_password_is_shown(string uri) => Assert.Equal(uri, SocketTools.Http.HttpTarget.Shown(uri));

    [Theory]
    [InlineData("Resolve-SocketAddress 'fe80::1%nosuch'")]
    [InlineData("New-SocketConnection '[fe80::1%nosuch]:25'")]
    [InlineData("Invoke-RawHttpGet 'http://[fe80::1%25nosuch]/'")]
    public void An_address_whose_zone_is_not_here(string script)
    {
        ErrorRecord error = Fails(script, "HostNotFound", ErrorCategory.ObjectNotFound);
        Assert.Contains("interface 'nosuch'", error.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("New-SocketConnection {0} -Tls", "TLS handshake")]
    [InlineData("New-SocketConnection {0} -StartTls Smtp", "before TLS")]
    [InlineData("New-SocketConnection h 25 -Proxy socks5h://{0}", "The proxy {0} was reached")]
    public void A_silence_while_connecting_tells_its_stage(string script, string stage)
    {
        using var server = ScriptedServer.Start(static client => client.StayAsync());
        string expected = string.Format(null, stage, server.Address);
        for (double seconds = 0.5; ; seconds *= 2)
        {
            // On a busy machine a short clock may run out before that stage is reached: that shows nothing yet.
            ErrorRecord error = Fails(string.Format(CultureInfo.InvariantCulture, script + " -ConnectTimeoutSec {1}", server.Address, seconds), "ConnectTimeout", ErrorCategory.OperationTimeout);
            if (error.Exception.Message.Contains(expected, StringComparison.Ordinal))
            {
                return;
            }

            Assert.True(seconds < 30, error.Exception.Message);
        }
    }

    [Fact]
    public void What_a_connection_needs_cannot_be_null()
    {
        using var server = ScriptedServer.Start();
        Run($"$c = New-SocketConnection {server.Address}");
        Adopt();
        Assert.Contains("Encoding", Assert.Single(Session.Run("$c.Encoding = $null").Errors).Exception.Message, StringComparison.Ordinal);
        Assert.Equal(Faults.Fault.InvalidRequest, Assert.Throws<Faults.SocketToolsException>(() => Connection.NewLine = null!).Fault);
        Run("Send-SocketLine 'x' -Connection $c");
    }

    [Theory]
    [InlineData("New-SocketConnection")]
    [InlineData("Invoke-RawHttpGet")]
    public void A_dead_port(string command)
    {
        using var port = new RefusingPort();
        ErrorRecord error = Fails($"{command} {port.Address}", "ConnectFailed", ErrorCategory.ConnectionError);
        Assert.Contains(port.Address, error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("refused", error.Exception.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(port.Address, error.TargetObject.ToString());
    }

    [Theory]
    [InlineData("New-SocketConnection something.invalid 80 -ConnectTimeoutSec 100")]
    [InlineData("Invoke-RawHttpGet http://something.invalid/ -ConnectTimeoutSec 100")]
    public void An_unknown_name(string script)
    {
        ErrorRecord error = Fails(script, "HostNotFound", ErrorCategory.ObjectNotFound);
        Assert.Contains("something.invalid", error.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("New-SocketConnection")]
    [InlineData("Invoke-RawHttpGet")]
    public void A_black_hole(string command)
    {
        using var hole = new BlackHole();
        EngineResult result = Session.Run($"{command} {hole.Address} -ConnectTimeoutSec 0.5");
        ErrorRecord error = result.SingleError("ConnectTimeout", ErrorCategory.OperationTimeout);
        Assert.Contains("0.5 s", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("-ConnectTimeoutSec", error.Exception.Message, StringComparison.Ordinal);
        Assert.True(result.Elapsed.TotalSeconds > 0.45, $"{result.Elapsed}");
        ShellIsUsable();
    }

    [Fact]
    public void A_black_hole_within_the_limit_on_the_whole_fetch()
    {
        using var hole = new BlackHole();
        EngineResult result = Session.Run($"Invoke-RawHttpGet {hole.Address} -ConnectTimeoutSec 0 -TimeoutSec 0.5");
        Assert.Contains("-TimeoutSec", result.SingleError("ConnectTimeout", ErrorCategory.OperationTimeout).Exception.Message, StringComparison.Ordinal);
        Assert.True(result.Elapsed.TotalSeconds > 0.45, $"{result.Elapsed}");
    }

    [Theory]
    [InlineData("Receive-SocketLine $c")]
    [InlineData("Receive-SocketData $c")]
    [InlineData("Receive-SocketData $c -Count 1")]
    public async Task A_server_that_closes_at_once(string script)
    {
        using var server = ScriptedServer.Start(client => Task.CompletedTask);
        await ConnectAsync(server);
        ErrorRecord error = Fails(script, "RemoteClosed", ErrorCategory.ConnectionError);
        Assert.Same(Connection, error.TargetObject);
    }

    [Theory]
    [InlineData("Receive-SocketLine $c")]
    [InlineData("Receive-SocketLine $c -All")]
    [InlineData("Receive-SocketLine $c -All -ReadCount 0")]
    [InlineData("Receive-SocketData $c")]
    [InlineData("Receive-SocketData $c -Count 1")]
    [InlineData("Receive-SocketData $c -ToEnd")]
    public async Task A_server_that_resets(string script)
    {
        using var server = ScriptedServer.Start();
        ScriptedClient peer = await ConnectAsync(server);
        peer.Reset();
        ErrorRecord error = Fails(script, "ConnectionReset", ErrorCategory.ConnectionError);
        Assert.Same(Connection, error.TargetObject);
        Assert.NotNull(error.Exception.InnerException);
    }

    [Fact]
    public void A_server_that_resets_as_soon_as_it_accepts_was_still_connected_to()
    {
        // However quick the reset: the connect succeeded, and the first use of the connection tells.
        using var server = ScriptedServer.Start(static client =>
        {
            client.Reset();
            return Task.CompletedTask;
        });
        EngineResult result = Session.Run($"1..300 | ForEach-Object {{ New-SocketConnection {server.Address} }} | ForEach-Object {{ $_ | Receive-SocketLine; Close-SocketConnection $_ }}");
        Assert.Empty(result.Output);
        Assert.Equal(300, result.Errors.Count);
        Assert.All(result.Errors, static e => Assert.StartsWith("ConnectionReset,", e.FullyQualifiedErrorId, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Receive-SocketLine $c -IdleTimeoutSec 0.2")]
    [InlineData("Receive-SocketLine $c -All -TimeoutSec 0.2")]
    [InlineData("Receive-SocketData $c -IdleTimeoutSec 0.2")]
    [InlineData("Receive-SocketData $c -ToEnd -IdleTimeoutSec 0.2")]
    public async Task A_server_that_never_answers(string script)
    {
        using var server = ScriptedServer.Start(client => client.StayAsync());
        await ConnectAsync(server);
        Fails(script, "ReceiveTimeout", ErrorCategory.OperationTimeout);
        Assert.Equal(ConnectionState.Open, Connection.State);
    }

    [Theory]
    [InlineData("RemoteClosed", ErrorCategory.ConnectionError)]
    [InlineData("ConnectionReset", ErrorCategory.ConnectionError)]
    [InlineData("ReceiveTimeout", ErrorCategory.OperationTimeout)]
    public void A_web_server_that_closes_resets_or_never_answers(string id, ErrorCategory category)
    {
        using var server = ScriptedServer.Start(async client =>
        {
            await client.ReadUntilBlankLineAsync();
            switch (id)
            {
                case "ConnectionReset":
                    client.Reset();
                    break;
                case "ReceiveTimeout":
                    await client.StayAsync();
                    break;
            }
        });
        ErrorRecord error = Fails($"Invoke-RawHttpGet {server.Url} {(id == "ReceiveTimeout" ? "-IdleTimeoutSec 0.2" : "")}", id, category);
        Assert.Equal(server.Url, error.TargetObject.ToString());
        Assert.Equal(1, server.Count());
    }

    [Theory]
    [InlineData("New-SocketConnection 127.0.0.1 70000")]
    [InlineData("New-SocketConnection 127.0.0.1:70000")]
    [InlineData("New-SocketConnection 127.0.0.1 0")]
    [InlineData("New-SocketConnection 127.0.0.1 -1")]
    [InlineData("New-SocketConnection 127.0.0.1")]
    [InlineData("New-SocketConnection \"a`r`nb\" 80")]
    [InlineData("New-SocketConnection http://127.0.0.1/ 80")]
    [InlineData("New-SocketConnection ::1 80 -IPv4")]
    [InlineData("Invoke-RawHttpGet http://127.0.0.1:70000/")]
    [InlineData("Invoke-RawHttpGet ftp://127.0.0.1/")]
    [InlineData("Invoke-RawHttpGet \"http://127.0.0.1/a`r`nEvil: yes\"")]
    [InlineData("Invoke-RawHttpGet http://127.0.0.1/ -Headers @{ X = \"a`r`nEvil: yes\" }")]
    [InlineData("Invoke-RawHttpGet http://127.0.0.1/ -Headers @{ \"X`r`nEvil\" = 'a' }")]
    [InlineData("Invoke-RawHttpGet http://127.0.0.1/ -HttpVersion 2.0")]
    [InlineData("Start-SocketListener 70000")]
    [InlineData("Start-SocketListener -1")]
    [InlineData("Start-SocketListener 0 192.0.2.1")]
    [InlineData("Get-SocketConnection 999999")]
    [InlineData("New-SocketConnection 127.0.0.1:1 -SkipCertificateCheck")]
    [InlineData("New-SocketConnection 127.0.0.1:1 -ServerName a.example")]
    [InlineData("New-SocketConnection -UnixSocket /tmp/none -Proxy http://127.0.0.1:1")]
    [InlineData("Start-SocketListener -RequireClientCertificate")]
    [InlineData("Invoke-RawHttpGet http://127.0.0.1:1/ -UnixSocket /tmp/none -ConnectTo 127.0.0.1:1")]
    public void What_cannot_be_meant(string script) => Fails(script, "InvalidRequest", ErrorCategory.InvalidArgument);

    [Theory]
    [InlineData("('a' * 300)")]
    [InlineData("('a' * 64 + '.example')")]
    [InlineData("'a..b'")]
    [InlineData("('ü' * 80 + '.example')")]
    public void A_name_that_no_host_can_have_is_one_error_and_the_next_host_is_tried(string name)
    {
        using var server = ScriptedServer.Start();
        EngineResult result = Session.Run($"({name}), '127.0.0.1' | New-SocketConnection -Port {server.Port}");
        Assert.Null(result.Terminating);
        Assert.Matches("^(HostNotFound|InvalidRequest),", Assert.Single(result.Errors).FullyQualifiedErrorId);
        ((SocketConnection)Assert.Single(result.Output)!).Dispose();
    }

    [Fact]
    public void One_bad_host_in_many_is_one_error()
    {
        using var server = ScriptedServer.Start();
        using var dead = new RefusingPort();
        EngineResult result = Session.Run($"'{server.Address}', '{dead.Address}', '{server.Address}' | New-SocketConnection");
        Assert.Equal(2, result.Output.Count);
        result.SingleError("ConnectFailed", ErrorCategory.ConnectionError);
        Session["all"] = result.Output.ToArray();
        Run("$all | Close-SocketConnection");
    }

    [Fact]
    public void Every_address_is_tried_and_each_ones_reason_is_told()
    {
        using var dead = new RefusingPort();
        EngineResult result = Session.Run($"New-SocketConnection localhost {dead.Port}");
        ErrorRecord error = result.SingleError("ConnectFailed", ErrorCategory.ConnectionError);
        Assert.Contains($"127.0.0.1:{dead.Port}", error.Exception.Message, StringComparison.Ordinal);

        using var server = ScriptedServer.Start();
        using var connection = Run($"New-SocketConnection localhost {server.Port}").Single<SocketConnection>();
        Assert.Equal("127.0.0.1:" + server.Port, connection.RemoteEndPoint!.ToString());
    }

    [Fact]
    public void With_ErrorAction_Stop_it_ends_the_script_and_catch_gets_it()
    {
        using var dead = new RefusingPort();
        EngineResult result = Run($"try {{ New-SocketConnection {dead.Address} -ErrorAction Stop; 'went on' }} catch {{ $_.FullyQualifiedErrorId; $_.Exception.Fault }}");
        Assert.StartsWith("ConnectFailed,", result.Texts[0], StringComparison.Ordinal);
        Assert.Equal("ConnectFailed", result.Texts[1]);
    }

    private ErrorRecord Fails(string script, string id, ErrorCategory category)
    {
        EngineResult result = Session.Run(script);
        ErrorRecord error = result.SingleError(id, category);
        Assert.Empty(result.Output);
        ShellIsUsable();
        return error;
    }

    private void ShellIsUsable() => Assert.Equal(42, Run("40 + 2").Single<int>());
}
