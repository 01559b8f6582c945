using System.Management.Automation;
using System.Net;
using SocketTools.Connections;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;
using SocketTools.Transport;

namespace SocketTools.Tests.Sockets;

/// <summary>Every socket option: set, read back, refused.</summary>
public class SocketOptionTests : EngineTest
{
    private const string Tcp = "New-SocketConnection 127.0.0.1 $l.Port";
    private const string Udp = "New-SocketConnection 127.0.0.1 9 -SocketType Dgram";

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string, string, object> Settings() => new()
    {
        { Tcp, "NoDelay", "$false", false },
        { Tcp, "NoDelay", "1", true },
        { Tcp, "KeepAlive", "$true", true },
        { Tcp, "KeepAliveTime", "77", 77 },
        { Tcp, "KeepAliveInterval", "7", 7 },
        { Tcp, "KeepAliveRetryCount", "'5'", 5 },
        { Tcp, "Linger", "9", 9 },
        { Tcp, "Linger", "0", 0 },
        { Tcp, "Linger", "-1", -1 },
        { Tcp, "TimeToLive", "42", 42 },
        { Tcp, "ReuseAddress", "$true", true },
        { Tcp, "DontFragment", "$true", true },
        { Udp, "Broadcast", "$false", false },
        { Udp, "DontFragment", "$false", false },
        { Udp, "TimeToLive", "1", 1 },
        { Udp, "MulticastTimeToLive", "5", 5 },
        { Udp, "MulticastLoopback", "$false", false },
        { Udp, "MulticastInterface", "127.0.0.1", IPAddress.Loopback },
        { Udp, "ReuseAddress", "$true", true },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public void What_is_set_is_read_back(string connect, string name, string value, object expected)
    {
        Open(connect);
        Run($"Set-SocketOption $c {name} {value}");
        SocketOption option = Run($"Get-SocketOption $c {name}").Single<SocketOption>();
        Assert.Equal(name, option.Name.ToString());
        Assert.Equal(expected, option.Value);
        Assert.Equal(expected, Run($"($c | Get-SocketOption | Where-Object Name -EQ {name}).Value").Output.Single());
    }

    [Theory]
    [InlineData(Tcp)]
    [InlineData(Udp)]
    public void Buffer_sizes_are_at_least_what_was_asked_for(string connect)
    {
        Open(connect);
        foreach (string name in new[] { "ReceiveBufferSize", "SendBufferSize" })
        {
            Run($"Set-SocketOption -Connection $c -Name {name} -Value 20kb");
            Assert.InRange((int)Run($"(Get-SocketOption $c {name}).Value").Output.Single()!, 20 * 1024, 80 * 1024);
        }
    }

    [Fact]
    public void A_connection_begins_with_NoDelay_and_a_datagram_one_with_Broadcast()
    {
        Open(Tcp);
        Assert.Equal(true, Run("(Get-SocketOption $c NoDelay).Value").Output.Single());
        Connection.Dispose();
        Open(Udp);
        Assert.Equal(true, Run("(Get-SocketOption $c Broadcast).Value").Output.Single());
    }

    [Fact]
    public void Linger_is_off_by_false_and_nothing_else_of_these_is_taken()
    {
        Open(Tcp);
        Assert.Equal(-1, Run("Set-SocketOption $c Linger 5; Set-SocketOption $c Linger $false; (Get-SocketOption $c Linger).Value").Output.Single());
        foreach (string setting in new[] { "Linger $true", "ReceiveBufferSize -5", "SendBufferSize -1" })
        {
            Session.Run("Set-SocketOption $c " + setting).SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        }
    }

    [Fact]
    public void Each_option_is_one_of_these_tests()
    {
        IEnumerable<string> tested = Settings().Select(static row => row.Data.Item2)
            .Concat(new[] { "ReceiveBufferSize", "SendBufferSize", "JoinMulticastGroup", "LeaveMulticastGroup" });
        Assert.Equal(Enum.GetNames<SocketOptionId>().Order(), tested.Distinct().Order());
    }

    [Fact]
    public void All_that_a_socket_has_are_listed_each_with_a_value()
    {
        Open(Tcp);
        SocketOption[] options = Run("Get-SocketOption $c").Output.Cast<SocketOption>().ToArray();
        Assert.All(options, static o => Assert.NotNull(o.Value));
        Assert.Contains(options, static o => o.Name == SocketOptionId.KeepAliveTime);
        Assert.DoesNotContain(options, static o => o.Name is SocketOptionId.JoinMulticastGroup or SocketOptionId.LeaveMulticastGroup);
        Connection.Dispose();

        Run($"Stop-SocketListener $l; $l = Start-SocketListener -UnixSocket '{_folder["s"]}'; $c = New-SocketConnection -UnixSocket '{_folder["s"]}'");
        Adopt();
        options = Run("Get-SocketOption $c").Output.Cast<SocketOption>().ToArray();
        Assert.DoesNotContain(options, static o => o.Name is SocketOptionId.NoDelay or SocketOptionId.TimeToLive or SocketOptionId.MulticastInterface);
        Assert.Contains(options, static o => o.Name == SocketOptionId.SendBufferSize);
        Assert.Null(Run("Get-SocketOption $c NoDelay").Single<SocketOption>().Value);
        ErrorRecord error = Session.Run("Set-SocketOption $c NoDelay $true").SingleError("NotSupported", ErrorCategory.NotImplemented);
        Assert.Contains("NoDelay", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_listener_has_options_too()
    {
        Run("$l = Start-SocketListener -SocketType Dgram; Set-SocketOption $l Broadcast $true; $l | Set-SocketOption -Name TimeToLive -Value 3");
        Assert.Equal(new object[] { true, 3 }, Run("Get-SocketOption -Listener $l.Id -Name Broadcast, TimeToLive | ForEach-Object Value").Output);
        Run("Stop-SocketListener $l");
        Session.Run("Get-SocketOption $l Broadcast").SingleError("ConnectionClosed", ErrorCategory.InvalidOperation);
        Session.Run("Set-SocketOption $l Broadcast $true").SingleError("ConnectionClosed", ErrorCategory.InvalidOperation);
    }

    [Fact]
    public void IPv6_has_its_own()
    {
        if (!System.Net.Sockets.Socket.OSSupportsIPv6)
        {
            Assert.Skip("This machine has no IPv6.");
        }

        Open("New-SocketConnection ::1 9 -SocketType Dgram");
        Run("Set-SocketOption $c TimeToLive 42; Set-SocketOption $c MulticastTimeToLive 7; Set-SocketOption $c MulticastLoopback $false; Set-SocketOption $c MulticastInterface 1");
        Assert.Equal(
            new object[] { 42, 7, false, 1 }, Run("Get-SocketOption $c TimeToLive, MulticastTimeToLive, MulticastLoopback, MulticastInterface | ForEach-Object Value").Output);
        Run("Set-SocketOption $c JoinMulticastGroup ff02::7:7; Set-SocketOption $c LeaveMulticastGroup ff02::7:7");
    }

    [Theory]
    [InlineData(Tcp, "TimeToLive 0")]
    [InlineData(Tcp, "TimeToLive 256")]
    [InlineData(Tcp, "TimeToLive many")]
    [InlineData(Tcp, "NoDelay maybe")]
    [InlineData(Tcp, "KeepAliveTime 99999999999")]
    [InlineData(Tcp, "KeepAliveTime -1")]
    [InlineData(Tcp, "KeepAliveRetryCount 0")]
    [InlineData(Tcp, "Linger 70000")]
    [InlineData(Udp, "MulticastTimeToLive 256")]
    [InlineData(Udp, "MulticastInterface nowhere")]
    [InlineData(Udp, "MulticastInterface ::1")]
    [InlineData(Udp, "JoinMulticastGroup 192.0.2.1")]
    [InlineData(Udp, "JoinMulticastGroup nothing")]
    [InlineData(Udp, "JoinMulticastGroup '239.1.2.3,192.0.2.1'")]
    [InlineData(Udp, "LeaveMulticastGroup 239.1.2.3")]
    public void A_value_that_none_takes_is_refused_and_named(string connect, string setting)
    {
        Open(connect);
        ErrorRecord error = Session.Run("Set-SocketOption $c " + setting).SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Assert.Contains(setting.Split(' ')[0], error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void After_closing_it_says_so()
    {
        Open(Tcp);
        Run("Close-SocketConnection $c");
        Session.Run("Get-SocketOption $c NoDelay").SingleError("ConnectionClosed", ErrorCategory.InvalidOperation);
        Session.Run("Set-SocketOption $c NoDelay $true").SingleError("ConnectionClosed", ErrorCategory.InvalidOperation);
    }

    [Fact]
    public async Task Linger_0_makes_closing_a_reset()
    {
        using var server = ScriptedServer.Start();
        ScriptedClient peer = await ConnectAsync(server);
        Run("Set-SocketOption $c Linger 0; Close-SocketConnection $c");
        await Assert.ThrowsAsync<IOException>(peer.ReadToEndAsync);
    }

    [Theory]
    [InlineData("Get-SocketOption $c ", "KeepAliveTime")]
    [InlineData("Set-SocketOption $c Keep", "KeepAliveInterval")]
    public void Names_are_completed(string input, string expected)
    {
        Session["text"] = input;
        Assert.Contains(expected, Run("[System.Management.Automation.CommandCompletion]::CompleteInput($text, $text.Length, $null).CompletionMatches | ForEach-Object CompletionText").Texts);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _folder.Dispose();
    }

    private void Open(string connect)
    {
        if (connect.Contains("$l", StringComparison.Ordinal))
        {
            Run("$l = Start-SocketListener");
        }

        Run("$c = " + connect);
        Adopt();
    }
}
