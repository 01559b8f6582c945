using System.Net;
using System.Net.Sockets;

namespace SocketTools.Tests.Servers;

/// <summary>tcpdump, capturing what goes over loopback to and from one port.</summary>
internal sealed class Tcpdump : IDisposable
{
    private readonly PeerProgram _program;
    private readonly string _file;
    private readonly int _port;

    private Tcpdump(PeerProgram program, string file, int port) => (_program, _file, _port) = (program, file, port);

    /// <summary>Starts it; it captures once this returns.</summary>
    internal static async Task<Tcpdump> StartAsync(string file, int port, string device = "lo")
    {
        var program = PeerProgram.Start("tcpdump", "tcpdump", "-i", device, "-n", "-U", "--immediate-mode", "-B", "32768", "-s", "0", "-Z", Environment.UserName, "-w", file, $"tcp port {port}");
        await program.SaysAsync("listening on ");
        return new Tcpdump(program, file, port);
    }

    /// <summary>Ends it, once all that crossed the wire is in the file: a last connection of its own tells that.</summary>
    internal void End()
    {
        byte[] last = Guid.NewGuid().ToByteArray();
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(IPAddress.Loopback, _port);
        socket.Send(last);
        Engine.RunningScript.Until(() => Tail().AsSpan().IndexOf(last) >= 0, "the end in the capture");
        _program.Dispose();
    }

    public void Dispose() => _program.Dispose();

    private byte[] Tail()
    {
        using var file = new FileStream(_file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Position = Math.Max(0, file.Length - 4096);
        using var tail = new MemoryStream();
        file.CopyTo(tail);
        return tail.ToArray();
    }
}
