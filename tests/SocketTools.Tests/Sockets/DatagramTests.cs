using System.Management.Automation;
using System.Net;
using System.Net.Sockets;
using SocketTools.Connections;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Sockets;

/// <summary>Datagrams between our own two ends: boundaries, senders, truncation, refused ports, broadcast and multicast.</summary>
public class DatagramTests : EngineTest
{
    private const string Text = "[Text.Encoding]::UTF8.GetString($_.Data)";

    [Fact]
    public void Each_input_is_a_datagram_and_each_tells_its_sender()
    {
        Open();
        Run("'one', 'two', '' | Send-SocketDatagram -Connection $c; Send-SocketDatagram ([byte[]](0, 255)) -Connection $c");
        EngineResult result = Run("Receive-SocketDatagram $l -Count 4");
        SocketDatagram[] datagrams = result.Output.Cast<SocketDatagram>().ToArray();
        Assert.Equal(new[] { "one", "two", "", "\0\u00ff" }, datagrams.Select(static d => Encoding.Latin1.GetString(d.Data)));
        Assert.All(datagrams, d => Assert.Equal(Connection.LocalEndPoint, d.RemoteEndPoint));
        Assert.All(datagrams, static d => Assert.False(d.Truncated));
        Assert.Equal(8, Connection.BytesSent);
    }

    [Fact]
    public void An_answer_goes_to_whoever_asked()
    {
        Open();
        Run("$d = New-SocketConnection 127.0.0.1 $l.Port -SocketType Dgram; Send-SocketDatagram c -Connection $c; $d | Send-SocketDatagram d");
        Run("Receive-SocketDatagram $l -Count 2 | ForEach-Object { $_ | Send-SocketDatagram \"for $([char]$_.Data[0])\" -Listener $l }");
        Assert.Equal(new[] { "for c", "for d" }, Run($"$c, $d | Receive-SocketDatagram | ForEach-Object {{ {Text} }}; Close-SocketConnection $d").Texts);
        Run("Send-SocketDatagram here -Listener $l -RemoteEndPoint \"127.0.0.1:$($c.LocalEndPoint.Port)\"");
        Assert.Equal("here", Run("Receive-SocketData $c -AsText").Single<string>());
    }

    [Fact]
    public void A_longer_one_is_cut_and_says_so_and_the_next_is_whole()
    {
        Open();
        Run("'0123456789', 'abc', '' | Send-SocketDatagram -Connection $c");
        EngineResult result = Run($"1..3 | ForEach-Object {{ Receive-SocketDatagram $l -MaxBytes 4 }} | ForEach-Object {{ \"$({Text}) $($_.Truncated)\" }}");
        Assert.Equal(new[] { "0123 True", "abc False", " False" }, result.Texts);
        Run("Send-SocketDatagram x -Connection $c");
        Assert.Equal("0 True", Run("Receive-SocketDatagram $l -MaxBytes 0 | ForEach-Object { \"$($_.Data.Length) $($_.Truncated)\" }").Single<string>());
    }

    [Fact]
    public void The_largest_comes_whole_and_one_byte_more_is_refused()
    {
        Open();
        Session["data"] = Enumerable.Range(0, 65507).Select(static i => (byte)i).ToArray();
        Run("Send-SocketDatagram $data -Connection $c");
        SocketDatagram datagram = Run("Receive-SocketDatagram $l").Single<SocketDatagram>();
        Bytes.Same((byte[])Session["data"]!, datagram.Data);
        Assert.False(datagram.Truncated);
        Session["data"] = new byte[65508];
        ErrorRecord error = Session.Run("Send-SocketDatagram $data -Connection $c").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Assert.Contains("65,507", error.Exception.Message, StringComparison.Ordinal);
        Session.Run("Send-SocketDatagram $data -Listener $l -RemoteEndPoint $c.LocalEndPoint").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Run("Send-SocketDatagram 'still fine' -Connection $c; $null = Receive-SocketDatagram $l");
    }

    [Fact]
    public void A_connection_hears_its_own_peer_only()
    {
        Open();
        using var stranger = new UdpClient();
        stranger.Send(new byte[] { 1 }, (IPEndPoint)Connection.LocalEndPoint!);
        Run("Send-SocketDatagram x -Connection $c; $d = Receive-SocketDatagram $l; $d | Send-SocketDatagram y -Listener $l");
        Assert.Equal("y", Run($"Receive-SocketDatagram $c | ForEach-Object {{ {Text} }}").Single<string>());
        Session.Run("Receive-SocketDatagram $c -TimeoutSec 0.1").SingleError("ReceiveTimeout", ErrorCategory.OperationTimeout);
    }

    [Theory]
    [InlineData("Receive-SocketDatagram $c -TimeoutSec 10")]
    [InlineData("Receive-SocketData $c -TimeoutSec 10")]
    [InlineData("Receive-SocketLine $c -TimeoutSec 10")]
    [InlineData("Send-SocketDatagram again -Connection $c")]
    public void A_refused_port_is_an_error_and_not_silence(string next)
    {
        int port = PeerProgram.FreeUdpPort();
        Open($"New-SocketConnection 127.0.0.1 {port} -SocketType Dgram");
        EngineResult result = null!;

        // The system may drop a datagram, or what it tells of one: then nothing has been refused yet.
        RunningScript.Until(
            () =>
            {
                Session.Run("Send-SocketDatagram x -Connection $c");
                result = Session.Run(next);
                return result.Errors.Count > 0 && !result.Errors[0].FullyQualifiedErrorId.StartsWith("ReceiveTimeout", StringComparison.Ordinal);
            },
            "the refusal");
        ErrorRecord error = result.SingleError("ConnectFailed", ErrorCategory.ConnectionError);
        Assert.Contains($"127.0.0.1:{port}", error.Exception.Message, StringComparison.Ordinal);

        // A server that comes back is heard again: the connection only locates it.
        Assert.Equal(ConnectionState.Open, Connection.State);
        Run($"$l = Start-SocketListener {port} -SocketType Dgram; Send-SocketDatagram back -Connection $c");
        Assert.Equal("back", Run($"Receive-SocketDatagram $l | ForEach-Object {{ {Text} }}").Single<string>());
    }

    [Fact]
    public void After_a_timeout_the_next_call_gets_what_came_late()
    {
        Open();
        EngineResult late = Session.Run("Receive-SocketDatagram $l -IdleTimeoutSec 0.2");
        Assert.Same(Session["l"], late.SingleError("ReceiveTimeout", ErrorCategory.OperationTimeout).TargetObject);
        Session.Run("Receive-SocketDatagram $c -TimeoutSec 0.2").SingleError("ReceiveTimeout", ErrorCategory.OperationTimeout);
        Run("Send-SocketDatagram late -Connection $c");
        Assert.Equal("late", Run($"Receive-SocketDatagram $l | ForEach-Object {{ {Text} }}").Single<string>());
    }

    [Theory]
    [InlineData("Receive-SocketDatagram $l -Count 5 | Select-Object -First 2")]
    [InlineData("& { foreach ($once in 1) { Receive-SocketDatagram $l -Count 5 | ForEach-Object { $_; if (++$n -eq 2) { break } } } }")]
    public void Select_First_and_break_leave_the_rest(string receive)
    {
        Open();
        Run("1..5 | ForEach-Object { \"number $_\" } | Send-SocketDatagram -Connection $c");
        Assert.Equal(new[] { "number 1", "number 2" }, Run($"$n = 0; {receive} | ForEach-Object {{ {Text} }}").Texts);
        Assert.Equal("number 3", Run($"Receive-SocketDatagram $l | ForEach-Object {{ {Text} }}").Single<string>());
    }

    [Fact]
    public void They_stay_apart_from_streams()
    {
        Open();
        Session.Run("Wait-SocketConnection $l").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Run("$s = Start-SocketListener; $t = New-SocketConnection 127.0.0.1 $s.Port");
        Session.Run("Send-SocketDatagram x -Connection $t").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Session.Run("Receive-SocketDatagram $t").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Session.Run("Receive-SocketDatagram $s").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Run("Close-SocketConnection $t; Stop-SocketListener $s");
        Session.Run("Send-SocketData 1 -Connection $c -OutOfBand").SingleError("NotSupported", ErrorCategory.NotImplemented);
    }

    [Fact]
    public void A_line_or_data_sent_is_one_datagram()
    {
        Open();
        Run("Send-SocketLine hello -Connection $c; Send-SocketData 'ab' -Connection $c");
        Assert.Equal(new[] { "hello\r\n", "ab" }, Run($"Receive-SocketDatagram $l -Count 2 | ForEach-Object {{ {Text} }}").Texts);
    }

    [Fact]
    public void A_port_that_is_taken_is_AddressInUse_and_free_after_stopping()
    {
        Open();

        // Of the ports that the system hands out by itself another test may take the one that was given back.
        Run($"Stop-SocketListener $l; $l = Start-SocketListener {ProgramServer.FreePort()} -SocketType Dgram");
        Session.Run("Start-SocketListener $l.Port -SocketType Dgram").SingleError("AddressInUse", ErrorCategory.ResourceUnavailable);
        Run("$port = $l.Port; Stop-SocketListener $l; $l = Start-SocketListener $port -SocketType Dgram");
        Run("Stop-SocketListener $l");
        Session.Run("Receive-SocketDatagram $l").SingleError("ConnectionClosed", ErrorCategory.InvalidOperation);
        Session.Run("Send-SocketDatagram x -Listener $l -RemoteEndPoint 127.0.0.1:9").SingleError("ConnectionClosed", ErrorCategory.InvalidOperation);
        Run("Close-SocketConnection $c");
        Session.Run("Receive-SocketDatagram $c").SingleError("ConnectionClosed", ErrorCategory.InvalidOperation);
    }

    [Fact]
    public async Task Stopping_the_listener_ends_a_wait_at_once()
    {
        Open();
        var listener = (SocketListener)Session["l"]!;
        using RunningScript waiting = Session.Begin("'waiting'; Receive-SocketDatagram $l -Count 2 -IdleTimeoutSec 0");
        Connection.SendDatagram(new byte[] { 1 }, Tests.Connections.Pair.Clock());
        await waiting.OutputAsync(2);
        using (var other = new EngineSession())
        {
            other["l"] = listener;
            other.Run("Stop-SocketListener $l").WithoutErrors();
        }

        waiting.End().SingleError("ConnectionClosed", ErrorCategory.InvalidOperation);
    }

    [Fact]
    public void Data_too_long_for_a_datagram_is_told_as_that()
    {
        Open();
        foreach (string send in new[] { "Send-SocketData", "Send-SocketDatagram" })
        {
            ErrorRecord error = Session.Run(send + " ([byte[]]::new(70000)) -Connection $c").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
            Assert.Contains("65,507", error.Exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_broadcast_on_loopback_arrives()
    {
        Run("$l = Start-SocketListener -SocketType Dgram -Address 0.0.0.0");
        Open("New-SocketConnection 127.255.255.255 $l.Port -SocketType Dgram");
        Run("Send-SocketDatagram 'to all' -Connection $c");
        Assert.Equal("to all", Run($"Receive-SocketDatagram $l | ForEach-Object {{ {Text} }}").Single<string>());

        // A listener may once it is told to.
        Session.Run("Send-SocketDatagram x -Listener $l -RemoteEndPoint \"127.255.255.255:$($l.Port)\"").SingleError("AccessDenied", ErrorCategory.PermissionDenied);
        Run("Set-SocketOption $l Broadcast $true; Send-SocketDatagram 'to all too' -Listener $l -RemoteEndPoint \"127.255.255.255:$($l.Port)\"");
        Assert.Equal("to all too", Run($"Receive-SocketDatagram $l | ForEach-Object {{ {Text} }}").Single<string>());
    }

    [Fact]
    public void A_multicast_group_is_heard_from_joining_to_leaving()
    {
        Run("$l = Start-SocketListener -SocketType Dgram -Address 0.0.0.0; Set-SocketOption $l JoinMulticastGroup '239.255.7.7,127.0.0.1'");
        Open("New-SocketConnection 239.255.7.7 $l.Port -SocketType Dgram -SourceAddress 127.0.0.1");
        Run("Set-SocketOption $c MulticastInterface 127.0.0.1; Set-SocketOption $c MulticastTimeToLive 0; Send-SocketDatagram 'to the group' -Connection $c");
        Assert.Equal("to the group", Run($"Receive-SocketDatagram $l | ForEach-Object {{ {Text} }}").Single<string>());
        Run("Set-SocketOption $l LeaveMulticastGroup '239.255.7.7,127.0.0.1'; Send-SocketDatagram 'nobody hears' -Connection $c");
        Session.Run("Receive-SocketDatagram $l -TimeoutSec 0.2").SingleError("ReceiveTimeout", ErrorCategory.OperationTimeout);
        Session.Run("Set-SocketOption $l LeaveMulticastGroup '239.255.7.7,127.0.0.1'").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
    }

    private void Open(string connect = "New-SocketConnection 127.0.0.1 $l.Port -SocketType Dgram")
    {
        if (Session["l"] is null && connect.Contains("$l", StringComparison.Ordinal))
        {
            Run("$l = Start-SocketListener -SocketType Dgram");
        }

        Run("$c = " + connect);
        Adopt();
    }
}
