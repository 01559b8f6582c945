using System.Management.Automation;
using System.Net.Sockets;
using SocketTools.Connections;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;
using SocketTools.Tests.Tls;

namespace SocketTools.Tests.Sockets;

/// <summary>Unix sockets: streams and datagrams, paths and abstract names, the listener's path in the file system.</summary>
public class UnixSocketTests : EngineTest
{
    private readonly TemporaryFolder _folder = new();

    private string SocketPath => _folder["s"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_stream_goes_both_ways_between_our_ends(bool isAbstract)
    {
        Open(isAbstract ? AbstractName() : SocketPath);
        Run("$s = Wait-SocketConnection $l; Send-SocketLine hello -Connection $c; Send-SocketLine 'hello yourself' -Connection $s");
        Assert.Equal(new[] { "hello", "hello yourself" }, Run("$s, $c | Receive-SocketLine").Texts);
        Assert.Equal(!isAbstract, File.Exists(SocketPath));
        Run("Close-SocketConnection $c -Direction Send; Receive-SocketData $s -ToEnd; Close-SocketConnection $s; Stop-SocketListener $l");
        Assert.False(File.Exists(SocketPath));
    }

    [Fact]
    public void A_relative_path_fits_wherever_its_last_part_does()
    {
        string deep = Directory.CreateDirectory(_folder[Path.Combine(new string('a', 100), new string('b', 100))]).FullName;
        if (TlsTest.IsNetStandard)
        {
            // .NET Framework makes no links.
            Session.Run($"Start-SocketListener -UnixSocket '{Path.Combine(deep, "s")}'").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
            return;
        }

        string[] before = Directory.GetFileSystemEntries(Path.GetTempPath(), "st-*");
        Run($"$ExecutionContext.SessionState.Path.SetLocation('{deep}') > $null; $l = Start-SocketListener -UnixSocket s; $c = New-SocketConnection -UnixSocket ./s; $s = Wait-SocketConnection $l");
        Assert.True(File.Exists(Path.Combine(deep, "s")));
        Assert.Equal(Path.Combine(deep, "s"), Run("\"$($l.LocalEndPoint)\"").Single<string>());
        Run("Send-SocketLine hello -Connection $c");
        Assert.Equal("hello", Run("Receive-SocketLine $s").Single<string>());
        Run("$c, $s | Close-SocketConnection; Stop-SocketListener $l");
        Assert.False(File.Exists(Path.Combine(deep, "s")));
        Assert.DoesNotContain(Directory.GetFileSystemEntries(Path.GetTempPath(), "st-*").Except(before), static e => new FileInfo(e).LinkTarget is not null && new FileInfo(e).LinkTarget!.EndsWith("bbb", StringComparison.Ordinal));
        Session.Run($"Start-SocketListener -UnixSocket '{Path.Combine(deep, new string('c', 110))}'").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
    }

    [Fact]
    public async Task A_stream_to_socat_behind_a_filter()
    {
        using var socat = PeerProgram.Socat($"UNIX-LISTEN:{SocketPath}", "EXEC:sort");
        await socat.SaysAsync("listening on");
        Run($"$c = New-SocketConnection -UnixSocket '{SocketPath}'; 'b', 'a' | Send-SocketLine -Connection $c -PassThru | Close-SocketConnection -Direction Send");
        Adopt();
        Assert.Equal(new[] { "a", "b" }, Run("Receive-SocketLine $c -All").Texts);
        Assert.Equal(SocketPath, Connection.HostName);
        Assert.Equal(0, Connection.Port);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Socat_and_Python_connect_to_our_listener(bool isAbstract)
    {
        string address = isAbstract ? AbstractName() : SocketPath;
        Run($"$l = Start-SocketListener -UnixSocket '{address}'");
        using (var socat = PeerProgram.Socat("STDIO", (isAbstract ? "ABSTRACT-CONNECT:" + address[1..] : "UNIX-CONNECT:" + address)))
        {
            await socat.WriteAsync("from socat\n");
            Assert.Equal("from socat", Run("$c = Wait-SocketConnection $l -TimeoutSec 100; Receive-SocketLine $c; Send-SocketLine answer -Connection $c").Single<string>());
            await socat.SaysAsync("^answer");
            Run("Close-SocketConnection $c");
        }

        using var python = PeerProgram.Python(
            "import socket,sys; s=socket.socket(socket.AF_UNIX); s.connect(sys.argv[1].replace('@','\\0')); s.sendall(b'from Python\\n'); print(s.recv(99))", address);
        Assert.Equal("from Python", Run("$c = Wait-SocketConnection $l -TimeoutSec 100; Receive-SocketLine $c; Send-SocketLine answer -Connection $c; Close-SocketConnection $c").Single<string>());
        await python.SaysAsync(@"^b'answer\\r\\n'$");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Datagrams_between_two_listeners_tell_their_senders(bool isAbstract)
    {
        string a = isAbstract ? AbstractName() : _folder["a"], b = isAbstract ? AbstractName() : _folder["b"];
        Run($"$a = Start-SocketListener -UnixSocket '{a}' -SocketType Dgram; $b = Start-SocketListener -UnixSocket '{b}' -SocketType Dgram");
        EngineResult result = Run("""
            Send-SocketDatagram 'from a' -Listener $a -RemoteEndPoint $b.LocalEndPoint
            $d = Receive-SocketDatagram $b
            $d | Send-SocketDatagram 'from b' -Listener $b
            $e = Receive-SocketDatagram $a
            $d, $e | ForEach-Object { [Text.Encoding]::UTF8.GetString($_.Data) }
            "$($d.RemoteEndPoint)"
            Stop-SocketListener $a, $b
            """);
        Assert.Equal(new[] { "from a", "from b", a }, result.Texts);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_datagram_of_a_connection_has_no_sender_and_none_is_cut()
    {
        Open(SocketPath, "-SocketType Dgram");
        Session["data"] = new byte[100_000];
        Run("Send-SocketDatagram hello -Connection $c; Send-SocketDatagram $data -Connection $c");
        SocketDatagram[] datagrams = Run("Receive-SocketDatagram $l -Count 2").Output.Cast<SocketDatagram>().ToArray();
        Assert.Equal("hello"u8.ToArray(), datagrams[0].Data);
        Assert.Equal(100_000, datagrams[1].Data.Length);
        Assert.False(datagrams[1].Truncated);
        Assert.Null(datagrams[0].RemoteEndPoint);
    }

    [Fact]
    public async Task Python_and_our_ends_exchange_datagrams()
    {
        Run($"$l = Start-SocketListener -UnixSocket '{SocketPath}' -SocketType Dgram");
        using var python = PeerProgram.Python(
            "import socket,sys; s=socket.socket(socket.AF_UNIX,socket.SOCK_DGRAM); s.bind(sys.argv[1]+'.py'); s.sendto(b'hello',sys.argv[1])\nwhile True: print(s.recv(99))", SocketPath);
        Assert.Equal(SocketPath + ".py", Run("$d = Receive-SocketDatagram $l -TimeoutSec 100; \"$($d.RemoteEndPoint)\"; $d | Send-SocketDatagram answer -Listener $l").Single<string>());
        await python.SaysAsync("^b'answer'$");
        Run($"$c = New-SocketConnection -UnixSocket '{SocketPath}.py' -SocketType Dgram; Send-SocketDatagram 'by connection' -Connection $c");
        Adopt();
        await python.SaysAsync("^b'by connection'$");
    }

    [Theory]
    [InlineData("Stream")]
    [InlineData("Dgram")]
    public async Task A_path_that_a_dead_listener_left_is_taken_over(string type)
    {
        using (var dead = PeerProgram.Python(
            "import socket,sys; s=socket.socket(socket.AF_UNIX,socket.SOCK_STREAM if sys.argv[2]=='Stream' else socket.SOCK_DGRAM); s.bind(sys.argv[1])", SocketPath, type))
        {
            await dead.EndAsync();
        }

        Assert.True(File.Exists(SocketPath));
        Run($"$l = Start-SocketListener -UnixSocket '{SocketPath}' -SocketType {type}; $c = New-SocketConnection -UnixSocket '{SocketPath}' -SocketType {type}; Send-SocketData x -Connection $c");
        Adopt();
        Run("Stop-SocketListener $l");
        Assert.False(File.Exists(SocketPath));
    }

    [Theory]
    [InlineData("Stream")]
    [InlineData("Dgram")]
    public async Task A_live_one_is_refused_and_sees_no_phantom_client(string type)
    {
        const string Script = """
            import socket, sys, os
            stream = sys.argv[2] == 'Stream'
            s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM if stream else socket.SOCK_DGRAM)
            s.bind(sys.argv[1])
            if stream: s.listen(5)
            print('ready')
            sys.stdin.readline()
            print('first:', s.accept()[0].recv(99) if stream else s.recv(99))
            """;
        using var live = PeerProgram.Python(Script, SocketPath, type);
        await live.SaysAsync("^ready$");
        foreach (string other in new[] { "Stream", "Dgram" })
        {
            ErrorRecord error = Session.Run($"Start-SocketListener -UnixSocket '{SocketPath}' -SocketType {other}").SingleError("AddressInUse", ErrorCategory.ResourceUnavailable);
            Assert.Contains(SocketPath, error.Exception.Message, StringComparison.Ordinal);
        }

        Run($"$c = New-SocketConnection -UnixSocket '{SocketPath}' -SocketType {type}; Send-SocketData real -Connection $c");
        Adopt();
        await live.WriteAsync("go on\n");
        await live.SaysAsync("^first: b'real'$");
    }

    [Fact]
    public void Our_own_live_listener_is_refused_and_keeps_its_path()
    {
        Open(SocketPath);
        Session.Run($"Start-SocketListener -UnixSocket '{SocketPath}'").SingleError("AddressInUse", ErrorCategory.ResourceUnavailable);
        Assert.True(File.Exists(SocketPath));
        Run("$s = Wait-SocketConnection $l -TimeoutSec 100; Send-SocketLine real -Connection $c");
        Assert.Equal("real", Run("Receive-SocketLine $s; Close-SocketConnection $s").Single<string>());
        string name = AbstractName();
        Run($"$m = Start-SocketListener -UnixSocket '{name}'");
        Session.Run($"Start-SocketListener -UnixSocket '{name}'").SingleError("AddressInUse", ErrorCategory.ResourceUnavailable);
        Run($"Stop-SocketListener $m; $m = Start-SocketListener -UnixSocket '{name}'; Stop-SocketListener $m");
    }

    [Theory]
    [InlineData("file")]
    [InlineData("folder")]
    [InlineData("fifo")]
    public async Task What_is_no_socket_is_left_alone(string kind)
    {
        if (kind == "fifo")
        {
            using var make = PeerProgram.Start("mkfifo", "coreutils", SocketPath);
            await make.EndAsync();
        }
        else if (kind == "folder")
        {
            Directory.CreateDirectory(SocketPath);
        }
        else
        {
            await File.WriteAllTextAsync(SocketPath, "precious");
        }

        Session.Run($"Start-SocketListener -UnixSocket '{SocketPath}'").SingleError("AddressInUse", ErrorCategory.ResourceUnavailable);
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
        Assert.True(kind != "file" || await File.ReadAllTextAsync(SocketPath) == "precious");
    }

    [Fact]
    public void A_path_is_relative_to_the_current_location()
    {
        string before = Environment.CurrentDirectory;
        Run($"$null = $ExecutionContext.SessionState.Path.SetLocation('{_folder.Path}'); $l = Start-SocketListener -UnixSocket ./here; $c = New-SocketConnection -UnixSocket here");
        Adopt();
        Assert.True(File.Exists(_folder["here"]));
        Assert.Equal(_folder["here"], ((SocketListener)Session["l"]!).UnixSocket);
        Assert.Equal(before, Environment.CurrentDirectory);
    }

    [Fact]
    public void Nobody_there_no_such_path_and_a_path_too_long_are_clear_errors()
    {
        Session.Run($"New-SocketConnection -UnixSocket '{SocketPath}'").SingleError("ConnectFailed", ErrorCategory.ConnectionError);
        Session.Run($"New-SocketConnection -UnixSocket '{AbstractName()}'").SingleError("ConnectFailed", ErrorCategory.ConnectionError);
        File.WriteAllText(SocketPath, "no socket");
        Session.Run($"New-SocketConnection -UnixSocket '{SocketPath}'").SingleError("ConnectFailed", ErrorCategory.ConnectionError);
        string tooLong = _folder[new string('x', 200)];
        Session.Run($"New-SocketConnection -UnixSocket '{tooLong}'").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Session.Run($"Start-SocketListener -UnixSocket '{tooLong}'").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Assert.Contains("its folder does not exist", Session.Run($"Start-SocketListener -UnixSocket '{_folder["no/such/folder"]}'").SingleError("InvalidRequest", ErrorCategory.InvalidArgument).Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_listener_whose_queue_is_full_is_waited_for()
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(SocketPath));
        listener.Listen(0);
        Run($"$queued = New-SocketConnection -UnixSocket '{SocketPath}'");
        Session.Run($"New-SocketConnection -UnixSocket '{SocketPath}' -ConnectTimeoutSec 0.3").SingleError("ConnectTimeout", ErrorCategory.OperationTimeout);
        using RunningScript waiting = Session.Begin($"'started'; New-SocketConnection -UnixSocket '{SocketPath}' | Send-SocketLine hello -PassThru | Close-SocketConnection");
        using Socket first = listener.Accept();
        using Socket second = listener.Accept();
        waiting.End().WithoutErrors();
        using var reader = new StreamReader(new NetworkStream(second));
        Assert.Equal("hello", reader.ReadLine());
        Run("Close-SocketConnection $queued");
    }

    [Fact]
    public async Task A_web_API_on_a_Unix_socket_is_fetched_by_us_and_ours_by_curl()
    {
        const string Server = """
            import http.server, socketserver, sys
            class Handler(http.server.BaseHTTPRequestHandler):
                protocol_version = 'HTTP/1.1'
                def address_string(self): return 'unix'
                def do_GET(self):
                    body = ('{"path":"%s","host":"%s"}' % (self.path, self.headers['Host'])).encode()
                    self.send_response(200); self.send_header('Content-Length', str(len(body))); self.end_headers(); self.wfile.write(body)
            server = socketserver.UnixStreamServer(sys.argv[1], Handler)
            print('ready', flush=True)
            server.serve_forever()
            """;
        using var api = PeerProgram.Python(Server, SocketPath);
        await api.SaysAsync("^ready$");
        Assert.Equal(
            """{"path":"/v1.43/info","host":"docker"}""",
            Run($"(Invoke-RawHttpGet http://docker/v1.43/info -UnixSocket '{SocketPath}').Content").Single<string>());
        Session.Run($"Invoke-RawHttpGet http://docker/ -UnixSocket '{_folder["none"]}'").SingleError("ConnectFailed", ErrorCategory.ConnectionError);

        Run($"$l = Start-SocketListener -UnixSocket '{_folder["own"]}' -Response \"HTTP/1.0 200 OK`r`nContent-Length: 3`r`n`r`nhi`n\"");
        using var curl = PeerProgram.Start("curl", "curl", "-sS", "--max-time", "100", "--unix-socket", _folder["own"], "http://x/");
        Assert.Equal("hi\n", await curl.EndAsync());
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _folder.Dispose();
    }

    private static string AbstractName() => "@sockettools-" + Guid.NewGuid().ToString("N");

    private void Open(string address, string parameters = "")
    {
        Run($"$l = Start-SocketListener -UnixSocket '{address}' {parameters}; $c = New-SocketConnection -UnixSocket '{address}' {parameters}");
        Adopt();
    }
}
