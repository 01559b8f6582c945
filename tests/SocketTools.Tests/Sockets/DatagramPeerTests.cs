using System.Diagnostics;
using System.Net.Sockets;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Sockets;

/// <summary>Datagrams with real programs at the other end.</summary>
public class DatagramPeerTests : EngineTest
{
    [Fact]
    public void A_DNS_query_made_by_hand_is_answered_by_dnsmasq()
    {
        using var dnsmasq = new DnsmasqServer("host.test", "192.0.2.7");
        EngineResult answer = Run($$"""
            $name = 'host.test'.Split('.') | ForEach-Object { $_.Length; [Text.Encoding]::ASCII.GetBytes($_) }
            [byte[]] $query = 0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0 + $name + 0, 0, 1, 0, 1
            $c = New-SocketConnection 127.0.0.1 {{dnsmasq.Port}} -SocketType Dgram
            Send-SocketDatagram $query -Connection $c
            $reply = (Receive-SocketDatagram $c -TimeoutSec 100).Data
            Close-SocketConnection $c
            '{0:x2}{1:x2}' -f $reply[0], $reply[1]
            $reply[3] -band 15
            $reply[6] * 256 + $reply[7]
            "$([ipaddress] [byte[]] $reply[-4..-1])"
            """);
        Assert.Equal(new object[] { "1234", 0, 1, "192.0.2.7" }, answer.Output);
    }

    [Fact]
    public void The_same_query_over_TCP_has_its_length_before_it()
    {
        using var dnsmasq = new DnsmasqServer("host.test", "192.0.2.8");
        EngineResult answer = Run($$"""
            $name = 'host.test'.Split('.') | ForEach-Object { $_.Length; [Text.Encoding]::ASCII.GetBytes($_) }
            [byte[]] $query = 0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0 + $name + 0, 0, 1, 0, 1
            $c = New-SocketConnection 127.0.0.1 {{dnsmasq.Port}}
            Send-SocketData 0, $query.Length, $query -Connection $c
            $length = Receive-SocketData $c -Count 2
            $reply = Receive-SocketData $c -Count ($length[0] * 256 + $length[1])
            Close-SocketConnection $c
            "$([ipaddress] [byte[]] $reply[-4..-1])"
            """);
        Assert.Equal("192.0.2.8", answer.Single<string>());
    }

    [Fact]
    public async Task A_syslog_datagram_reaches_socat()
    {
        int port = PeerProgram.FreeUdpPort();
        using var socat = PeerProgram.Socat("-u", $"UDP-RECV:{port},bind=127.0.0.1", "STDOUT");
        await socat.SaysAsync("starting data transfer");
        Log(port);
        await socat.SaysAsync("^<133>1 - host app - - - Backup finished$");
    }

    [Fact]
    public async Task A_syslog_datagram_reaches_ncat_and_its_answer_comes_back()
    {
        int port = PeerProgram.FreeUdpPort();
        using var ncat = PeerProgram.Start("ncat", "ncat", "-v", "-u", "-l", "127.0.0.1", $"{port}");
        await ncat.SaysAsync($"Listening on 127.0.0.1:{port}");
        Log(port, "$c", "");
        await ncat.SaysAsync("^<133>1 - host app - - - Backup finished$");
        await ncat.WriteAsync("noted\n");
        Assert.Equal("noted", Run("Receive-SocketLine $c; Close-SocketConnection $c").Single<string>());
    }

    [Fact]
    public async Task Our_listener_hears_socat_ncat_and_Python()
    {
        Run("$l = Start-SocketListener -SocketType Dgram");
        int port = ((SocketTools.Connections.SocketListener)Session["l"]!).Port;
        using (var socat = PeerProgram.Socat("-u", "STDIN", $"UDP-SENDTO:127.0.0.1:{port}"))
        {
            await socat.WriteAsync("from socat");
            Assert.Equal("from socat", Received());
        }

        using (var ncat = PeerProgram.Start("ncat", "ncat", "-u", "127.0.0.1", $"{port}"))
        {
            await ncat.WriteAsync("from ncat");
            Assert.Equal("from ncat", Received());
            Run("$d | Send-SocketDatagram \"hello, ncat`n\" -Listener $l");
            await ncat.SaysAsync("^hello, ncat$");
        }

        using var python = PeerProgram.Python(
            "import socket,sys; s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM); s.sendto(b'', ('127.0.0.1',int(sys.argv[1]))); print(s.recv(99))", $"{port}");
        Assert.Equal("", Received());
        Run("$d | Send-SocketDatagram '' -Listener $l");
        await python.SaysAsync("^b''$");
    }

    private string Received() => Run("$d = Receive-SocketDatagram $l; [Text.Encoding]::UTF8.GetString($d.Data)").Single<string>();

    private void Log(int port, string variable = "$c", string close = "Close-SocketConnection $c") => Run($"""
        {variable} = New-SocketConnection 127.0.0.1 {port} -SocketType Dgram
        Send-SocketDatagram "<$(16 * 8 + 5)>1 - host app - - - Backup finished`n" -Connection {variable}
        {close}
        """);

    /// <summary>dnsmasq that knows one name.</summary>
    internal sealed class DnsmasqServer : ProgramServer
    {
        internal DnsmasqServer(string name, string address)
        {
            string program = Find("dnsmasq", "dnsmasq-base");
            Start(port => new ProcessStartInfo(program, new[]
            {
                "--keep-in-foreground", "--conf-file=/dev/null", "--user=", "--no-resolv", "--no-hosts", "--bind-interfaces", "--listen-address=127.0.0.1",
                $"--port={port}", $"--pid-file={Path.Combine(Folder, "pid")}", $"--address=/{name}/{address}",
            }));
        }
    }
}
