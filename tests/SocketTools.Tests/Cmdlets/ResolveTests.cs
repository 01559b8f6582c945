using System.Management.Automation;
using System.Net;
using System.Net.Sockets;
using SocketTools.Connections;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;
using SocketTools.Transport;

namespace SocketTools.Tests.Cmdlets;

/// <summary>Resolve-SocketAddress, and which address a connection takes.</summary>
public class ResolveTests : EngineTest
{
    [Fact]
    public void The_addresses_come_in_the_order_they_would_be_tried()
    {
        EngineResult result = Run("Resolve-SocketAddress localhost");
        ResolvedAddress[] addresses = result.Output.Cast<ResolvedAddress>().ToArray();
        Assert.NotEmpty(addresses);
        Assert.Equal(Enumerable.Range(1, addresses.Length), addresses.Select(static a => a.Order));
        Assert.All(addresses, static a =>
        {
            Assert.Equal("localhost", a.HostName);
            Assert.True(IPAddress.IsLoopback(a.Address));
            Assert.InRange(a.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        });

        using var dead = new RefusingPort();
        EngineResult tried = Session.Run($"New-SocketConnection localhost {dead.Port} -Verbose");
        Assert.Equal(
            addresses.Select(a => "Trying " + HostEndPoint.Format(a.Address.ToString(), dead.Port)),
            tried.Verbose.Where(static v => v.StartsWith("Trying ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("::1", "::1")]
    [InlineData("[::1]", "::1")]
    [InlineData("fe80::1%1", "fe80::1%1")]
    [InlineData("127.0.0.1 -IPv4", "127.0.0.1")]
    [InlineData("localhost -IPv4", "127.0.0.1")]
    public void An_address_is_its_own_answer(string arguments, string address) =>
        Assert.Equal(address, Run($"Resolve-SocketAddress {arguments}").Single<ResolvedAddress>().Address.ToString());

    [Theory]
    [InlineData("::1 -IPv4", "InvalidRequest", ErrorCategory.InvalidArgument)]
    [InlineData("127.0.0.1 -IPv6", "InvalidRequest", ErrorCategory.InvalidArgument)]
    [InlineData("localhost -IPv4 -IPv6", "InvalidRequest", ErrorCategory.InvalidArgument)]
    [InlineData("localhost:80", "InvalidRequest", ErrorCategory.InvalidArgument)]
    [InlineData("none.invalid", "HostNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("'bücher.invalid'", "HostNotFound", ErrorCategory.ObjectNotFound)]
    public void What_has_no_answer_is_an_error(string arguments, string id, ErrorCategory category) =>
        Session.Run($"Resolve-SocketAddress {arguments} -ConnectTimeoutSec 100").SingleError(id, category);

    [Fact]
    public void One_bad_name_in_many_is_one_error()
    {
        EngineResult result = Session.Run("'127.0.0.1', 'none.invalid', '127.0.0.2' | Resolve-SocketAddress -ConnectTimeoutSec 100");
        Assert.Equal(new[] { "127.0.0.1", "127.0.0.2" }, result.Output.Cast<ResolvedAddress>().Select(static a => a.Address.ToString()));
        Assert.Equal("none.invalid", result.SingleError("HostNotFound", ErrorCategory.ObjectNotFound).TargetObject);
    }

    [Fact]
    public void Select_First_stops_it() =>
        Assert.Single(Run("'127.0.0.1', 'none.invalid' | Resolve-SocketAddress | Select-Object -First 1").Output);

    [Fact]
    public void A_zone_is_part_of_the_address()
    {
        using var listener = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        listener.Listen(8);
        int port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        string zone = System.Net.NetworkInformation.NetworkInterface.GetAllNetworkInterfaces()
            .First(static i => i.NetworkInterfaceType == System.Net.NetworkInformation.NetworkInterfaceType.Loopback).Name;
        foreach (string host in new[] { $"'[::1%{zone}]:{port}'", $"'::1%{zone}' {port}" })
        {
            using var connection = Run($"New-SocketConnection {host}").Single<SocketConnection>();
            Assert.Equal(port, ((IPEndPoint)connection.RemoteEndPoint!).Port);
        }
    }

    [Fact]
    public void ConnectTo_goes_elsewhere_and_keeps_the_name()
    {
        using var server = ScriptedServer.Start();
        using var connection = Run($"New-SocketConnection none.invalid:80 -ConnectTo {server.Address}").Single<SocketConnection>();
        Assert.Equal("none.invalid", connection.HostName);
        Assert.Equal(80, connection.Port);
        Assert.Equal(server.Port, ((IPEndPoint)connection.RemoteEndPoint!).Port);
    }

    [Fact]
    public async Task ConnectTo_keeps_the_Host_field()
    {
        using var server = ScriptedServer.Start();
        using RunningScript running = Session.Begin($"(Invoke-RawHttpGet http://none.invalid:8080/x -ConnectTo {server.Address}).Content");
        ScriptedClient client = await server.AcceptAsync();
        Assert.Contains("Host: none.invalid:8080", await client.ReadUntilBlankLineAsync());
        await client.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
        Assert.Equal("hi", running.End().Single<string>());
    }

    [Fact]
    public void The_stages_are_told_and_timed()
    {
        using var server = ScriptedServer.Start();
        EngineResult result = Run($"New-SocketConnection localhost {server.Port} -IPv4 -Verbose");
        using var connection = result.Single<SocketConnection>();
        Assert.Equal(
            new[] { "Resolving localhost", "Resolved to 127.0.0.1", $"Trying {server.Address}", $"Connected to {server.Address}" }, result.Verbose);
        Assert.True(connection.Timing.Resolve > TimeSpan.Zero);
        Assert.True(connection.Timing.Connect > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, connection.Timing.Proxy);
        Assert.Equal(TimeSpan.Zero, connection.Timing.Tls);
    }
}
