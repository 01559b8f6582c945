using System.Management.Automation;
using System.Security.Cryptography;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Sockets;

/// <summary>Files sent and received: whole, hashed, with bounded memory, and never taken for whole when they are not.</summary>
[Collection(Alone.Name)]
public class FileTransferTests : EngineTest
{
    private const int Length = 256 * 1024 * 1024;
    private const long MostMemory = 32 * 1024 * 1024;

    private readonly TemporaryFolder _folder = new();

    private string Target => _folder["file"];

    [Fact]
    public async Task A_large_file_is_received_whole_with_little_memory()
    {
        string sent = await MakeFileAsync();
        (PeerProgram socat, int port) = await PeerProgram.SocatListeningAsync("-u", "OPEN:" + sent, "TCP-LISTEN:0,bind=127.0.0.1");
        using PeerProgram program = socat;
        Run($"$c = New-SocketConnection 127.0.0.1:{port}");
        Adopt();
        long allocated = Allocated(() => Assert.Empty(Run($"Receive-SocketData $c -OutFile '{Target}'").Output));
        Assert.True(allocated < MostMemory, $"{allocated:N0} bytes were allocated.");
        await socat.EndAsync();
        Assert.Equal(Hash(sent), Hash(Target));
        Assert.Equal(2, Directory.GetFiles(_folder.Path).Length);
    }

    [Fact]
    public async Task A_large_file_is_sent_whole_with_little_memory()
    {
        string sent = await MakeFileAsync();
        (PeerProgram socat, int port) = await PeerProgram.SocatListeningAsync("-u", "TCP-LISTEN:0,bind=127.0.0.1", "CREATE:" + Target);
        using PeerProgram program = socat;
        Run($"$c = New-SocketConnection 127.0.0.1:{port}");
        Adopt();
        long allocated = Allocated(() => Run($"Send-SocketData -InFile '{sent}' -Connection $c; Close-SocketConnection $c"));
        Assert.True(allocated < MostMemory, $"{allocated:N0} bytes were allocated.");
        Assert.Equal(Length, Connection.BytesSent);
        await socat.EndAsync();
        Assert.Equal(Hash(sent), Hash(Target));
    }

    [Fact]
    public async Task What_is_cut_off_stays_a_part_and_the_old_file_stays_too()
    {
        await File.WriteAllTextAsync(Target, "old");
        using var server = ScriptedServer.Start();
        ScriptedClient peer = await ConnectAsync(server);
        await peer.SendAsync("new but");
        peer.CloseSend();
        ErrorRecord error = Session.Run($"Receive-SocketData $c -Count 8 -OutFile '{Target}'").SingleError("Truncated", ErrorCategory.InvalidData);
        Assert.Contains(Target + ".part", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("old", await File.ReadAllTextAsync(Target));
        Assert.Equal("new but", await File.ReadAllTextAsync(Target + ".part"));
        Session.Run($"Receive-SocketData $c -Count 8 -OutFile '{Target}'").SingleError("RemoteClosed", ErrorCategory.ConnectionError);
        Assert.Equal("old", await File.ReadAllTextAsync(Target));
        Assert.Equal("new but", await File.ReadAllTextAsync(Target + ".part"));
    }

    [Fact]
    public async Task A_reset_a_timeout_and_Ctrl_C_leave_a_part_and_no_file()
    {
        using var server = ScriptedServer.Start();
        ScriptedClient peer = await ConnectAsync(server);
        await peer.SendAsync("0123");
        Run("$null = Receive-SocketData $c -Count 4 -Peek");
        Assert.Contains("'" + Target + ".part'", Session.Run($"Receive-SocketData $c -OutFile '{Target}' -IdleTimeoutSec 0.2").SingleError("ReceiveTimeout", ErrorCategory.OperationTimeout).Exception.Message, StringComparison.Ordinal);
        using (RunningScript running = Session.Begin($"Receive-SocketData $c -OutFile '{Target}' -IdleTimeoutSec 0"))
        {
            await peer.SendAsync("45");
            RunningScript.Until(() => Connection.BytesReceived == 6 && Connection.Available == 0, "the bytes");
            running.Stop();
            Assert.IsAssignableFrom<PipelineStoppedException>(running.End().Terminating);
        }

        await peer.SendAsync("67");
        Run("$null = Receive-SocketData $c -Count 2 -Peek");
        peer.Reset();
        Session.Run($"Receive-SocketData $c -OutFile '{Target}'").SingleError("ConnectionReset", ErrorCategory.ConnectionError);
        Assert.False(File.Exists(Target));
        Assert.Equal(
            new[] { "0123", "45", "67" },
            await Task.WhenAll(new[] { ".part", ".1.part", ".2.part" }.Select(end => File.ReadAllTextAsync(Target + end))));
    }

    [Fact]
    public async Task A_count_takes_its_bytes_and_leaves_the_rest_and_a_whole_file_replaces_the_old()
    {
        await File.WriteAllTextAsync(Target, "old");
        using var server = ScriptedServer.Start();
        ScriptedClient peer = await ConnectAsync(server);
        await peer.SendAsync("first line\r\nbinaryrest");
        Assert.Equal("first line", Run("Receive-SocketLine $c").Single<string>());
        Assert.Empty(Run($"Receive-SocketData $c -Count 6 -OutFile '{Target}'").Output);
        Assert.Equal("binary", await File.ReadAllTextAsync(Target));
        peer.CloseSend();
        Run($"Receive-SocketData $c -OutFile '{_folder["rest"]}'; Receive-SocketData $c -OutFile '{_folder["nothing"]}'; Receive-SocketData $c -Count 0 -OutFile '{_folder["zero"]}'");
        Assert.Equal("rest", await File.ReadAllTextAsync(_folder["rest"]));
        Assert.Equal(0, new FileInfo(_folder["nothing"]).Length);
        Assert.Equal(0, new FileInfo(_folder["zero"]).Length);
        Assert.Equal(4, Directory.GetFiles(_folder.Path).Length);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_or_written_is_one_clear_error()
    {
        using var server = ScriptedServer.Start();
        ScriptedClient peer = await ConnectAsync(server);
        await peer.SendAsync("still here");
        Session.Run($"Send-SocketData -InFile '{_folder["none"]}' -Connection $c").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Session.Run($"Send-SocketData -InFile '{_folder.Path}' -Connection $c").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Session.Run($"Send-SocketData -InFile 'variable:x' -Connection $c").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Session.Run($"Receive-SocketData $c -OutFile '{_folder["no/such/folder"]}'").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Session.Run($"Receive-SocketData $c -OutFile '{_folder.Path}'").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Assert.Equal("still here", Run("Receive-SocketData $c -Count 10 -AsText").Single<string>());
        Assert.Equal(0, Connection.BytesSent);
    }

    [Fact]
    public async Task A_full_disk_is_one_clear_error_and_the_connection_goes_on()
    {
        if (!File.Exists("/dev/full"))
        {
            Assert.Skip("Only Linux has /dev/full.");
        }

        using var server = ScriptedServer.Start();
        ScriptedClient peer = await ConnectAsync(server);
        await peer.SendAsync("kept");
        Run("$null = Receive-SocketData $c -Count 4 -Peek");
        Session.Run("Receive-SocketData $c -OutFile /dev/full").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Assert.Equal("kept", Run("Receive-SocketData $c -Count 4 -AsText").Single<string>());
    }

    [Fact]
    public async Task A_file_that_breaks_off_while_it_is_read_is_one_clear_error()
    {
        if (!File.Exists("/proc/self/mem"))
        {
            Assert.Skip("Only Linux has /proc/self/mem, whose beginning cannot be read.");
        }

        using var server = ScriptedServer.Start();
        await ConnectAsync(server);
        Session.Run("Send-SocketData -InFile /proc/self/mem -Connection $c").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
    }

    [Fact]
    public async Task Devices_and_files_of_unknown_length_go_both_ways()
    {
        if (!File.Exists("/proc/self/status"))
        {
            Assert.Skip("Only Linux has /proc.");
        }

        using var server = ScriptedServer.Start();
        ScriptedClient peer = await ConnectAsync(server);
        Run("Send-SocketData -InFile /proc/self/status -Connection $c; Close-SocketConnection $c -Direction Send");
        Assert.StartsWith("Name:", Encoding.ASCII.GetString(await peer.ReadToEndAsync()), StringComparison.Ordinal);
        await peer.SendAsync("12345");
        Run("$null = Receive-SocketData $c -Count 5 -Peek");
        string message = Session.Run("Receive-SocketData $c -OutFile /dev/null -IdleTimeoutSec 0.2").SingleError("ReceiveTimeout", ErrorCategory.OperationTimeout).Exception.Message;
        Assert.Contains("The 5 bytes that came", message, StringComparison.Ordinal);
        peer.CloseSend();
        Assert.Empty(Run("Receive-SocketData $c -OutFile /dev/null").Output);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _folder.Dispose();
    }

    private static long Allocated(Action work)
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        work();
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }

    private static string Hash(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(file));
    }

    private async Task<string> MakeFileAsync()
    {
        string path = _folder["sent"];
        var block = new byte[1024 * 1024];
        new Random(3).NextBytes(block);
        await using FileStream file = File.Create(path);
        for (int i = 0; i < Length / block.Length; i++)
        {
            BitConverter.TryWriteBytes(block, i);
            await file.WriteAsync(block);
        }

        return path;
    }
}
