using System.Globalization;
using System.Management.Automation;
using SocketTools.Faults;
using SocketTools.Http;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Sockets;

/// <summary>A named pipe as -InFile: read once, as it comes, under the clocks and Ctrl+C.</summary>
public class PipeSourceTests : EngineTest
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private readonly TemporaryFolder _folder = new();

    public PipeSourceTests()
    {
        ProgramServer.RunToEnd("mkfifo", "coreutils", Pipe);
        Session["pipe"] = Pipe;
    }

    private string Pipe => _folder["pipe"];

    [Theory]
    [InlineData("Invoke-RawHttpRequest http://{0}/ POST -InFile $pipe -Chunked")]
    [InlineData("$c = New-SocketConnection {0}; Send-RawHttpRequest http://{0}/ -Method POST -InFile $pipe -Chunked -Connection $c")]
    [InlineData("$c = New-SocketConnection {0}; Send-SocketData -InFile $pipe -Connection $c; Close-SocketConnection $c -Direction Send")]
    [InlineData("$c = New-SocketConnection {0}; Send-SocketLine -InFile $pipe -DotTerminated -Connection $c; Close-SocketConnection $c -Direction Send")]
    public async Task It_is_read_once_and_as_it_comes(string script)
    {
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var all = new StringBuilder();
        using var server = ScriptedServer.Start(async client =>
        {
            while (await client.ReadLineAsync() is string line)
            {
                all.AppendLine(line);
                if (line == "first")
                {
                    first.TrySetResult();
                }

                if (line is "0" or "last" or ".")
                {
                    await client.SendAsync(Ok);
                }
            }
        });
        Task writing = Task.Run(async () =>
        {
            await using var writer = new FileStream(Pipe, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            writer.Write("first\n"u8);
            writer.Flush();

            // It has gone out before the rest is there.
            await first.Task.InTime();
            writer.Write("last\n"u8);
        });
        Run(string.Format(CultureInfo.InvariantCulture, script, server.Address));
        await writing;
        (Session["c"] as IDisposable)?.Dispose();
        RunningScript.Until(() => all.ToString().Contains("last", StringComparison.Ordinal), "the last line");
        Assert.Single(all.ToString().Split("first")[1..]);
    }

    [Theory]
    [InlineData("Invoke-RawHttpRequest http://{0}/ POST -InFile $pipe -Chunked")]
    [InlineData("Invoke-RawHttpRequest http://{0}/ POST -InFile $pipe -Headers @{{ 'Content-Length' = 5 }}")]
    [InlineData("ConvertTo-RawHttpRequest http://{0}/ -Method POST -InFile $pipe -Chunked")]
    [InlineData("ConvertFrom-RawHttpResponse -InFile $pipe")]
    [InlineData("Send-SocketData -InFile $pipe -Connection (New-SocketConnection {0})")]
    public async Task Without_a_writer_Ctrl_C_ends_the_wait(string script)
    {
        using var server = ScriptedServer.Start();
        using RunningScript running = Session.Begin("'begun'; " + string.Format(CultureInfo.InvariantCulture, script, server.Address));
        await running.OutputAsync(1);
        running.StopsAtOnce();
    }

    [Theory]
    [InlineData("-TimeoutSec 2", true)]
    [InlineData("-IdleTimeoutSec 0.3", true)]
    [InlineData("-TimeoutSec 0.3", false)]
    [InlineData("-IdleTimeoutSec 0.3", false)]
    public void A_silent_pipe_runs_into_the_clocks(string clock, bool hasWriter)
    {
        using FileStream? writer = hasWriter ? new FileStream(Pipe, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite) : null;
        using var server = ScriptedServer.Answering(Ok);
        ErrorRecord error = Session.Run($"Invoke-RawHttpRequest {server.Url} POST -InFile $pipe -Chunked {clock}").SingleError("ReceiveTimeout", ErrorCategory.OperationTimeout);
        Assert.Contains(Pipe, error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains(clock.Split(' ')[0], error.Exception.Message, StringComparison.Ordinal);

        // Nobody is called before there is something to say.
        Assert.Equal(hasWriter ? 1 : 0, server.Count());
    }

    // What is read or written as a whole, at binding even, has no clock, and a call of the system's is deaf to Ctrl+C.
    [Theory]
    [InlineData("a.pem", "New-SocketConnection 127.0.0.1 9 -Tls -Certificate $name")]
    [InlineData("a.pem", "New-SocketConnection 127.0.0.1 9 -Tls -CertificateAuthority $name")]
    [InlineData("a.pem", "Start-SocketListener -Tls -Certificate $name")]
    [InlineData("a.bin", "Start-SocketListener -Response (Get-Item $name)")]
    [InlineData("a.bin", "Send-SocketDatagram (Get-Item $name) -HostName 127.0.0.1 -Port 9")]
    [InlineData("a.bin", "ConvertFrom-RawHttpResponse (Get-Item $name)")]
    [InlineData("a.bin", "Invoke-RawHttpRequest http://127.0.0.1:9/ -RequestBytes (Get-Item $name)")]
    [InlineData("a.txt", "Import-SocketTranscript $name")]
    [InlineData("a.pcapng", "Import-SocketTranscript $name")]
    [InlineData("a.har", "Start-SocketReplay $name")]
    [InlineData("a.jsonl", "Compare-SocketTranscript $name 'S: x'")]
    [InlineData("a.txt", "Export-SocketTranscript $name -Transcript 'S: x'")]
    public async Task Where_a_file_is_needed_a_pipe_is_none(string file, string script)
    {
        ProgramServer.RunToEnd("mkfifo", "coreutils", _folder[file]);
        Session["name"] = _folder[file];
        using RunningScript running = Session.Begin("try { $ErrorActionPreference = 'Stop'; " + script + "; 'done' } catch { $_.Exception.Message }");
        await running.OutputAsync(1);
        Assert.Contains("is a pipe or the like", running.End().Single<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-InFile $pipe -Chunked")]
    [InlineData("-Form @{ file = (Get-Item $pipe) } -Chunked")]
    public async Task What_a_redirect_would_send_again_is_refused_before_it_is_asked_for(string body)
    {
        using var server = ScriptedServer.Answering("HTTP/1.1 307 Again\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n");
        Task writing = Task.Run(() => File.WriteAllText(Pipe, "once"));
        ErrorRecord error = Session.Run($"Invoke-RawHttpRequest {server.Url} POST {body} -MaximumRedirection 1").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Assert.Contains("read once", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(307, ((RawHttpResponse)((SocketToolsException)error.Exception).Partial!).StatusCode);
        Assert.Equal(1, server.Count());
        await writing;
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _folder.Dispose();
    }
}
