using System.Management.Automation;
using System.Text.RegularExpressions;
using SocketTools.Connections;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Sockets;

/// <summary>Out-of-band data, half-closing and resetting, with socat and Python at the other end.</summary>
public class StreamPeerTests : EngineTest
{
    private const string Listening = "import socket; l=socket.socket(); l.bind(('127.0.0.1',0)); l.listen(); print(l.getsockname()[1]); s,_=l.accept()\n";

    [Fact]
    public async Task Python_sees_our_byte_out_of_band()
    {
        const string Script = Listening + """
            import select
            s.sendall(b'ready\n')
            print('exceptional:', bool(select.select([], [], [s], 100)[2]))
            print('urgent:', s.recv(1, socket.MSG_OOB))
            while True:
                part = s.recv(99)
                if not part: break
                print('plain:', part)
            """;
        using PeerProgram python = await ConnectToPythonAsync(Script);
        Run("$null = Receive-SocketLine $c; Send-SocketData '!' -Connection $c -OutOfBand");
        await python.SaysAsync("^exceptional: True$");
        await python.SaysAsync("^urgent: b'!'$");
        Run("Send-SocketData 'and plain' -Connection $c");
        await python.SaysAsync("^plain: b'and plain'$");
        Assert.Equal(10, Connection.BytesSent);
    }

    [Fact]
    public async Task We_see_Pythons_byte_out_of_band_before_and_among_plain_ones()
    {
        const string Script = Listening + """
            s.sendall(b'before'); s.send(b'!', socket.MSG_OOB); s.sendall(b'after')
            print(s.recv(1)); s.send(b'?', socket.MSG_OOB); s.shutdown(socket.SHUT_WR); print(s.recv(1))
            """;
        using PeerProgram python = await ConnectToPythonAsync(Script);
        Assert.Equal("!"u8.ToArray(), Run("Receive-SocketData $c -OutOfBand").Single<byte[]>());
        Assert.Equal("beforeafter", Run("-join [char[]] (Receive-SocketData $c -Count 11)").Single<string>());
        Session.Run("Receive-SocketData $c -OutOfBand -TimeoutSec 0.2").SingleError("ReceiveTimeout", ErrorCategory.OperationTimeout);
        Run("Send-SocketData x -Connection $c");
        Assert.Equal("?"u8.ToArray(), Run("Receive-SocketData $c -OutOfBand").Single<byte[]>());
        Session.Run("Receive-SocketData $c -OutOfBand").SingleError("RemoteClosed", ErrorCategory.ConnectionError);
        Assert.Empty(Run("Receive-SocketData $c -ToEnd").Single<byte[]>());
        Assert.Equal(13, Connection.BytesReceived);
    }

    [Fact]
    public async Task Socat_sees_our_byte_out_of_band_in_its_place()
    {
        (PeerProgram socat, int port) = await PeerProgram.SocatListeningAsync("-u", "TCP-LISTEN:0,bind=127.0.0.1,oobinline", "STDOUT");
        using PeerProgram program = socat;
        Run($$"""
            $c = New-SocketConnection 127.0.0.1:{{port}}
            Send-SocketData 'before' -Connection $c
            Send-SocketData 33 -Connection $c -OutOfBand
            Send-SocketLine 'after' -Connection $c
            Close-SocketConnection $c
            """);
        await socat.SaysAsync("^before!after");
    }

    [Fact]
    public async Task An_out_of_band_byte_between_our_own_ends()
    {
        Run("$l = Start-SocketListener; $c = New-SocketConnection 127.0.0.1 $l.Port; $s = Wait-SocketConnection $l");
        Adopt();
        Assert.Equal(new byte[] { 7 }, Run("Send-SocketData 7 -Connection $c -OutOfBand; Receive-SocketData $s -OutOfBand").Single<byte[]>());
        var server = (SocketConnection)Session["s"]!;
        using (RunningScript waiting = Session.Begin("'started'; Receive-SocketData $s -OutOfBand"))
        {
            await waiting.OutputAsync(1);
            Connection.SendOutOfBand(new byte[] { 8 }, Tests.Connections.Pair.Clock());
            Assert.Equal(new byte[] { 8 }, waiting.End().WithoutErrors().Output[1]);
        }

        server.Dispose();
    }

    [Theory]
    [InlineData("sort", "b\na\nc\n", "a\nb\nc\n")]
    [InlineData("wc -c", "twelve bytes", "12\n")]
    public async Task Half_closing_makes_a_filter_answer(string filter, string sent, string answer)
    {
        (PeerProgram socat, int port) = await PeerProgram.SocatListeningAsync("TCP-LISTEN:0,bind=127.0.0.1", "EXEC:" + filter);
        using PeerProgram program = socat;
        Session["sent"] = sent;
        EngineResult result = Run($$"""
            $c = New-SocketConnection 127.0.0.1:{{port}}
            Send-SocketData $sent -Connection $c
            $c.State
            Close-SocketConnection $c -Direction Send
            $c.State
            Receive-SocketData $c -ToEnd -AsText
            $c.State
            """);
        Adopt();
        Assert.Equal(new object[] { ConnectionState.Open, ConnectionState.SendClosed, answer, ConnectionState.RemoteClosed }, result.Output);
        Session.Run("Send-SocketData more -Connection $c").SingleError("ConnectionClosed", ErrorCategory.InvalidOperation);
    }

    [Fact]
    public async Task Half_closing_in_one_pipeline()
    {
        (PeerProgram socat, int port) = await PeerProgram.SocatListeningAsync("TCP-LISTEN:0,bind=127.0.0.1", "EXEC:sort");
        using PeerProgram program = socat;
        Assert.Equal(
            new[] { "anna", "ben" },
            Run($"'ben', 'anna' | Send-SocketLine -Connection ($c = New-SocketConnection 127.0.0.1:{port}) -PassThru | Close-SocketConnection -Direction Send -PassThru | Receive-SocketLine -All").Texts);
        Adopt();
    }

    [Fact]
    public async Task A_far_end_that_half_closes_still_hears_us()
    {
        using PeerProgram python = await ConnectToPythonAsync(Listening + """
            s.sendall(b'over to you'); s.shutdown(socket.SHUT_WR); print('then:', s.recv(99)); print('end:', s.recv(99))
            """);
        Assert.Equal("over to you", Run("Receive-SocketData $c -ToEnd -AsText").Single<string>());
        Assert.Equal(ConnectionState.RemoteClosed, Connection.State);
        Run("Send-SocketData thanks -Connection $c");
        await python.SaysAsync("^then: b'thanks'$");
        Run("Close-SocketConnection $c");
        await python.SaysAsync("^end: b''$");
        Assert.Equal(ConnectionState.Closed, Connection.State);
    }

    [Fact]
    public async Task Our_abort_is_ECONNRESET_there_and_our_close_is_an_end()
    {
        const string Script = Listening + """
            s.sendall(b'hello\n')
            try: print('end:', s.recv(99))
            except ConnectionResetError as e: print('reset:', e.errno)
            """;
        using (PeerProgram python = await ConnectToPythonAsync(Script))
        {
            Run("$null = Receive-SocketLine $c; Close-SocketConnection $c -Abort");
            await python.SaysAsync("^reset: 104$");
            Assert.Equal(ConnectionState.Closed, Connection.State);
        }

        using (PeerProgram python = await ConnectToPythonAsync(Script))
        {
            Run("$null = Receive-SocketLine $c; Close-SocketConnection $c");
            await python.SaysAsync("^end: b''$");
        }
    }

    [Fact]
    public async Task An_abort_resets_at_once_even_where_another_waits_or_bytes_are_unsent()
    {
        const string Script = Listening + """
            s.sendall(b'x')
            import time
            try:
                while s.recv(1): pass
                print('end')
            except ConnectionResetError: print('reset')
            """;
        using PeerProgram python = await ConnectToPythonAsync(Script);
        Run("$null = Receive-SocketData $c -Count 1");
        using RunningScript waiting = Session.Begin("'started'; Receive-SocketLine $c -IdleTimeoutSec 0");
        await waiting.OutputAsync(1);
        SocketConnection connection = Connection;
        connection.Abort();
        await python.SaysAsync("^reset$");
        waiting.End().SingleError("ConnectionClosed", ErrorCategory.InvalidOperation);
    }

    [Fact]
    public async Task Closing_the_receiving_side_leaves_the_sending_one()
    {
        using PeerProgram python = await ConnectToPythonAsync(Listening + "s.sendall(b'x'); print(s.recv(99)); print(s.recv(99))");
        Run("$null = Receive-SocketData $c -Count 1; Close-SocketConnection $c -Direction Receive; Send-SocketData 'still here' -Connection $c");
        await python.SaysAsync("^b'still here'$");
        Session.Run("Receive-SocketData $c").SingleError("ConnectionClosed", ErrorCategory.InvalidOperation);
        Run("Close-SocketConnection $c -Direction Both");
        await python.SaysAsync("^b''$");
    }

    [Fact]
    public async Task Peeking_works_on_what_is_not_yet_there()
    {
        using PeerProgram python = await ConnectToPythonAsync(Listening + "import sys; sys.stdin.readline(); s.sendall(b'hello'); s.recv(1)");
        using RunningScript waiting = Session.Begin("'started'; Receive-SocketData $c -Count 4 -Peek -AsText");
        await waiting.OutputAsync(1);
        await python.WriteAsync("go\n");
        Assert.Equal(new[] { "started", "hell" }, waiting.End().WithoutErrors().Texts);
        Assert.Equal("hello", Run("Receive-SocketData $c -Count 5 -AsText").Single<string>());
    }

    [Fact]
    public async Task The_source_is_what_the_peer_sees()
    {
        const string Script = "import socket; l=socket.socket(); l.bind(('127.0.0.1',0)); l.listen(); print(l.getsockname()[1])\nwhile True: print('from:', *l.accept()[1])";
        (PeerProgram python, int port) = await PeerProgram.PythonListeningAsync(Script);
        using PeerProgram program = python;
        Run($"$c = New-SocketConnection 127.0.0.1:{port} -SourceAddress 127.7.7.7");
        Adopt();
        Match from = await python.SaysAsync(@"^from: 127\.7\.7\.7 (\d+)$");
        Assert.Equal($"127.7.7.7:{from.Groups[1].Value}", Connection.LocalEndPoint!.ToString());
        Connection.Abort();

        // The one port that no other test can have in the meantime is the listener's own, at another address.
        Run($"$c = New-SocketConnection 127.0.0.1:{port} -SourceAddress 127.7.7.8 -SourcePort {port}");
        Adopt();
        await python.SaysAsync($@"^from: 127\.7\.7\.8 {port}$");
        ErrorRecord taken = Session.Run($"New-SocketConnection 127.0.0.1:{port} -SourceAddress 127.7.7.8 -SourcePort {port}").SingleError("AddressInUse", ErrorCategory.ResourceUnavailable);
        Assert.Contains($"127.7.7.8:{port}", taken.Exception.Message, StringComparison.Ordinal);
        Session.Run($"New-SocketConnection 127.0.0.1:{port} -SourceAddress 192.0.2.1").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Connection.Abort();

        // A name with addresses of both families: the source says which of them can be meant.
        Run($"$c = New-SocketConnection localhost:{port} -SourceAddress 127.8.8.8");
        Adopt();
        await python.SaysAsync(@"^from: 127\.8\.8\.8 ");
        Session.Run($"New-SocketConnection 127.0.0.1:{port} -SourceAddress ::1").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
    }

    private async Task<PeerProgram> ConnectToPythonAsync(string script)
    {
        (PeerProgram python, int port) = await PeerProgram.PythonListeningAsync(script);
        Run($"$c = New-SocketConnection 127.0.0.1:{port}");
        Adopt();
        return python;
    }
}
