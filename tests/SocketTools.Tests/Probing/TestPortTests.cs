using System.Globalization;
using System.Management.Automation;
using System.Net;
using System.Net.Sockets;
using SocketTools.Probing;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Probing;

/// <summary>Test-SocketPort over TCP.</summary>
public class TestPortTests : EngineTest
{
    [Fact]
    public void One_end_point_on_the_command_line_is_a_Boolean()
    {
        using var server = ScriptedServer.Start();
        using var dead = new RefusingPort();
        Assert.True(Run($"Test-SocketPort 127.0.0.1 {server.Port}").Single<bool>());
        Assert.True(Run($"Test-SocketPort {server.Address}").Single<bool>());
        Assert.True(Run($"Test-SocketPort -ComputerName localhost -Port '{server.Port}' -Count 1").Single<bool>());
        Assert.False(Run($"Test-SocketPort {dead.Address}").Single<bool>());
    }

    [Theory]
    [InlineData("Test-SocketPort 127.0.0.1 {0} -Detailed")]
    [InlineData("Test-SocketPort 127.0.0.1 '{0}-{0}'")]
    [InlineData("'127.0.0.1' | Test-SocketPort -Port {0}")]
    [InlineData("'127.0.0.1:{0}' | Test-SocketPort")]
    [InlineData("Test-SocketPort 127.0.0.1 {0} -Count 1 -Detailed -IPv4")]
    public void All_else_is_objects(string script)
    {
        using var server = ScriptedServer.Start();
        PortTest test = Run(script.Replace("{0}", server.Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)).Single<PortTest>();
        Assert.Equal("127.0.0.1", test.HostName);
        Assert.Equal(IPAddress.Loopback, test.Address);
        Assert.Equal(server.Port, test.Port);
        Assert.Equal(ProbeProtocol.Tcp, test.Protocol);
        Assert.Equal(PortState.Open, test.State);
        Assert.True(test.Latency > TimeSpan.Zero);
        Assert.Equal("connected", test.Reason);
        Assert.Equal($"127.0.0.1:{server.Port} Open", test.ToString());
    }

    [Fact]
    public void A_probe_leaves_in_an_orderly_way()
    {
        using var ended = new ManualResetEventSlim();
        using var server = ScriptedServer.Start(async client =>
        {
            Assert.Empty(await client.ReadToEndAsync());
            ended.Set();
        });
        Assert.True(Run($"Test-SocketPort {server.Address}").Single<bool>());
        Assert.True(ended.Wait(Eventually.Patience), "The server saw no end of the stream, or a reset.");
    }

    [Fact]
    public void Open_closed_and_filtered_are_told_apart()
    {
        using var server = ScriptedServer.Start();
        using var dead = new RefusingPort();
        using var hole = new BlackHole();
        PortTest[] tests = Tests(Run($"Test-SocketPort 127.0.0.1 {server.Port},{dead.Port},{hole.Port} -ConnectTimeoutSec 2"));
        Assert.Equal(new[] { PortState.Open, PortState.Closed, PortState.Filtered }, tests.Select(static t => t.State).Order());
        PortTest closed = tests.Single(t => t.Port == dead.Port);
        Assert.Equal((PortState.Closed, "connection refused"), (closed.State, closed.Reason));
        Assert.NotNull(closed.Latency);
        PortTest filtered = tests.Single(t => t.Port == hole.Port);
        Assert.Equal((PortState.Filtered, "no answer within 2 s", null), (filtered.State, filtered.Reason, filtered.Latency));
    }

    [Fact]
    public async Task Results_come_as_they_come()
    {
        using var hole = new BlackHole();
        using var server = ScriptedServer.Start();
        using RunningScript running = Session.Begin($"'{hole.Address}', '{server.Address}' | Test-SocketPort -ConnectTimeoutSec 0");
        await running.OutputAsync(1);
        running.Stop();
        Assert.Equal(server.Port, Assert.IsType<PortTest>(Assert.Single(running.End().Output)).Port);
    }

    [Fact]
    public void Objects_with_a_host_and_ports_come_through_the_pipeline()
    {
        using var server = ScriptedServer.Start();
        using var dead = new RefusingPort();
        PortTest[] tests = Tests(Run($$"""
            [pscustomobject] @{ DnsHostName = '127.0.0.1'; Port = '{{server.Port}},{{dead.Port}}' },
            [pscustomobject] @{ Cn = '127.0.0.2'; Port = {{dead.Port}} } | Test-SocketPort
            """));
        Assert.Equal(3, tests.Length);
        Assert.Equal(1, tests.Count(static t => t.State == PortState.Open));
        Assert.Equal(dead.Port, tests.Single(static t => t.HostName == "127.0.0.2").Port);
        Assert.Equal(PortState.Open, Run($"Test-SocketPort {server.Address} -Detailed | Test-SocketPort").Single<PortTest>().State);
    }

    [Theory]
    [InlineData("Test-SocketPort 127.0.0.1 80,nonsense", "InvalidRequest")]
    [InlineData("Test-SocketPort 127.0.0.1 0", "InvalidRequest")]
    [InlineData("Test-SocketPort 127.0.0.1 80 -IPv4 -IPv6", "InvalidRequest")]
    [InlineData("Test-SocketPort 127.0.0.1 80 -Udp -ConnectTimeoutSec 0", "InvalidRequest")]
    [InlineData("Test-SocketPort 127.0.0.1 80 -IntervalSec 2", "InvalidRequest")]
    [InlineData("Test-SocketPort 127.0.0.1 80 -ThrottleLimit 0", "ParameterArgumentValidationError")]
    [InlineData("Test-SocketPort 127.0.0.1 80 -Count 0", "ParameterArgumentValidationError")]
    public void What_does_not_fit_is_refused_before_anything_is_sent(string script, string id)
    {
        EngineResult result = Session.Run(script);
        Assert.Empty(result.Output);
        string found = result.Terminating is RuntimeException thrown ? thrown.ErrorRecord.FullyQualifiedErrorId : Assert.Single(result.Errors).FullyQualifiedErrorId;
        Assert.StartsWith(id, found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'127.0.0.1' | Test-SocketPort")]
    [InlineData("'127.0.0.1:99' | Test-SocketPort -Port 98")]
    [InlineData("'127.0.0.1:99' | Test-SocketPort -Port 98-99")]
    [InlineData("'::1' | Test-SocketPort -Port 98 -IPv4")]
    [InlineData("'http://127.0.0.1/' | Test-SocketPort -Port 98")]
    [InlineData("[pscustomobject] @{ HostName = '127.0.0.1'; Port = 'x y' } | Test-SocketPort")]
    public void One_bad_host_is_one_error(string script)
    {
        EngineResult result = Session.Run(script);
        result.SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void A_name_without_an_address_is_one_error_and_a_row_for_each_port()
    {
        using var server = ScriptedServer.Start();
        EngineResult result = Session.Run($"'nobody.invalid', 'localhost', 'NOBODY.invalid' | Test-SocketPort -Port {server.Port},{server.Port} -ConnectTimeoutSec 60");
        Assert.Equal(new[] { "HostNotFound", "HostNotFound" }, result.Errors.Select(static e => e.FullyQualifiedErrorId.Split(',')[0]));

        // As many rows come out as went in.
        Assert.Equal(
            new[] { PortState.Open, PortState.Error, PortState.Error },
            result.Output.Select(static o => Assert.IsType<PortTest>(o).State).OrderBy(static s => s));

        result = Session.Run("Test-SocketPort nobody.invalid 80 -ConnectTimeoutSec 60");
        result.SingleError("HostNotFound", ErrorCategory.ObjectNotFound);
        Assert.Equal(false, Assert.Single(result.Output));
    }

    [Fact]
    public void Ten_thousand_ports_are_probed_each_once()
    {
        // On an address of its own: other tests count the clients of theirs.
        IPAddress own = IPAddress.Parse("127.0.0.77");
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(own, 0));
        listener.Listen(1);
        int open = ((IPEndPoint)listener.LocalEndPoint!).Port;
        int first = Math.Clamp(open - 5000, 1, 55000);
        PortTest[] tests = Tests(Run($"Test-SocketPort {own} {first}-{first + 9999}"));
        Assert.Equal(Enumerable.Range(first, 10000), tests.Select(static t => t.Port).Order());
        Assert.Equal(PortState.Open, tests.Single(t => t.Port == open).State);
        Assert.DoesNotContain(tests, static t => t.State is not (PortState.Open or PortState.Closed));
    }

    [Fact]
    public void Ten_thousand_hosts_are_probed_each_once()
    {
        using var dead = new RefusingPort();
        Session["hosts"] = Enumerable.Range(0, 10000).Select(static i => (object)$"127.1.{i / 250}.{i % 250 + 1}").ToArray();
        PortTest[] tests = Tests(Run($"$hosts | Test-SocketPort -Port {dead.Port} -ThrottleLimit 2000"));
        Assert.Equal(10000, tests.Select(static t => t.HostName).Distinct().Count());
        Assert.DoesNotContain(tests, static t => t.State != PortState.Closed || t.Address!.ToString() != t.HostName);
    }

    [Fact]
    public void No_more_at_once_than_wanted()
    {
        using var hole = new BlackHole();
        Session["hosts"] = Enumerable.Repeat((object)hole.Address, 6).ToArray();
        EngineResult result = Run("$hosts | Test-SocketPort -ThrottleLimit 2 -ConnectTimeoutSec 0.3");
        Assert.Equal(6, Tests(result).Count(static t => t.State == PortState.Filtered));
        Assert.True(result.Elapsed > TimeSpan.FromSeconds(0.9), $"Three times two at once take 0.9 s at least; it was {result.Elapsed}.");
    }

    [Fact]
    public void Many_silent_ones_are_waited_for_together()
    {
        using var hole = new BlackHole();
        Session["hosts"] = Enumerable.Repeat((object)hole.Address, 500).ToArray();
        EngineResult result = Run("$hosts | Test-SocketPort -ThrottleLimit 500 -ConnectTimeoutSec 0.5");
        Assert.Equal(500, Tests(result).Count(static t => t.State == PortState.Filtered));
        Assert.True(result.Elapsed < TimeSpan.FromSeconds(30), $"{result.Elapsed}");
    }

    private static PortTest[] Tests(EngineResult result) => result.Output.Select(static o => Assert.IsType<PortTest>(o)).ToArray();
}
