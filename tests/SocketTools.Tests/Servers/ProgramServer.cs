using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace SocketTools.Tests.Servers;

/// <summary>A real server, as a child process with a folder of its own.</summary>
internal abstract class ProgramServer : IDisposable
{
    private static readonly ConcurrentDictionary<int, int> s_given = new();
    private readonly TemporaryFolder _folder = new();
    private readonly StringBuilder _said = new();
    private Process? _process;

    /// <summary>The server's own folder; goes with it.</summary>
    internal string Folder => _folder.Path;

    internal int Port { get; private set; }

    internal string Url => $"http://127.0.0.1:{Port}/";

    /// <summary>The folder in which .ci/run unpacks a package that cannot be installed beside another.</summary>
    internal static string Unpacked(string package)
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string folder = Environment.GetEnvironmentVariable("SOCKETTOOLS_UNPACKED") is { Length: > 0 } given ? given : Path.Combine(home, ".cache/SocketTools/unpacked");
        return Path.Combine(folder, package);
    }

    /// <summary>The program's path, in a package that is installed or unpacked; a test that misses it fails with what to install.</summary>
    internal static string Find(string program, string package)
    {
        string unpacked = Unpacked(package);
        IEnumerable<string> folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Concat(new[] { "/usr/sbin", "/usr/local/sbin", "/sbin", unpacked + "/usr/sbin", unpacked + "/usr/bin" });
        return folders.Select(f => Path.Combine(f, program)).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"This test needs {program}: install the package {package} (apt-get install {package}, or .ci/run).");
    }

    /// <summary>Runs a program to its end, which has to be a good one.</summary>
    /// <param name="start">The program.</param>
    /// <param name="input">What it is told; null: nothing, and its input is this process's.</param>
    /// <returns>Its output.</returns>
    internal static string RunToEnd(ProcessStartInfo start, string? input = null)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.RedirectStandardInput = input is not null;
        using Process process = Process.Start(start)!;
        if (input is not null)
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }

        Task<string> complaints = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{start.FileName} ended with {process.ExitCode}: {output}{complaints.GetAwaiter().GetResult()}");
        return output;
    }

    /// <inheritdoc cref="RunToEnd(ProcessStartInfo, string)"/>
    internal static string RunToEnd(string program, string package, params string[] arguments) => RunToEnd(new ProcessStartInfo(Find(program, package), arguments));

    /// <summary>A command of a server that refuses to run as root: there it runs as its own user.</summary>
    protected static ProcessStartInfo As(string user, params string[] command) => Environment.UserName == "root"
        ? new ProcessStartInfo(Find("runuser", "util-linux"), new[] { "-u", user, "--" }.Concat(command))
        : new ProcessStartInfo(command[0], command[1..]);

    /// <summary>Whether it has to be asked to end, because it leaves things behind otherwise.</summary>
    protected virtual bool EndsByRequest => false;

    /// <summary>Whether it ends a connection where its client does: then nothing of the one by which it is found to listen crosses the wire any more, and
    /// a capture that begins behind that has no rest of it.</summary>
    protected virtual bool EndsWithItsClients => false;

    public virtual void Dispose()
    {
        if (_process is not null)
        {
            try
            {
                if (EndsByRequest)
                {
                    using Process kill = Process.Start("kill", new[] { "-TERM", _process.Id.ToString((IFormatProvider?)null) });
                    _process.WaitForExit(Eventually.Patience);
                }

                _process.Kill(entireProcessTree: true);
                _process.WaitForExit();
            }
            catch (InvalidOperationException)
            {
                // It has ended already.
            }

            _process.Dispose();
        }

        _folder.Dispose();
    }

    /// <summary>A file in the server's own folder, which nobody else may read.</summary>
    protected string Write(string name, string content)
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllText(path, content);
        CloseToOthers(path);
        return path;
    }

    /// <summary>Lets servers that give up their rights read a file or a folder of theirs.</summary>
    internal static void OpenToAll(string path, bool writable = false) => Allow(
        path,
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute
        | (writable ? UnixFileMode.GroupWrite | UnixFileMode.OtherWrite : UnixFileMode.None));

    /// <summary>Lets nobody else read a file.</summary>
    internal static void CloseToOthers(string path) => Allow(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);

    private static void Allow(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }

    /// <summary>Starts it on a free port, and waits until it accepts clients.</summary>
    /// <param name="makeStart">The program and its arguments, for a port; called again where somebody else took the port meanwhile.</param>
    protected void Start(Func<int, ProcessStartInfo> makeStart)
    {
        for (int attempt = 0; attempt < 5; attempt++)
        {
            Port = FreePort();
            ProcessStartInfo start = makeStart(Port);
            start.RedirectStandardOutput = true;
            start.RedirectStandardError = true;
            start.RedirectStandardInput = true;
            _process = Process.Start(start)!;
            _process.OutputDataReceived += Hear;
            _process.ErrorDataReceived += Hear;
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
            if (Accepts())
            {
                return;
            }

            _process.Dispose();
            _process = null;
        }

        throw new InvalidOperationException($"{GetType().Name} did not start: {_said}");
    }

    /// <summary>A port that nobody has at the moment, of those that no system hands out by itself: or another test's client or listener
    /// has it before the server does. No other test is given it, neither of the other build, whose ports are the odd ones.</summary>
    internal static int FreePort(SocketType type = SocketType.Stream)
    {
        while (true)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, type, ProtocolType.Unspecified);
            int port = (2 * Random.Shared.Next(5_000, 16_384)) + (Tls.TlsTest.IsNetStandard ? 1 : 0);
            if (!s_given.TryAdd(port, port))
            {
                continue;
            }

            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
            }
        }
    }

    private void Hear(object sender, DataReceivedEventArgs line)
    {
        lock (_said)
        {
            _said.AppendLine(line.Data);
        }
    }

    // Nothing tells from outside when a server begins to listen: it is asked until it answers or has ended.
    private bool Accepts()
    {
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < Eventually.Patience && !_process!.WaitForExit(20))
        {
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                probe.Connect(IPAddress.Loopback, Port);
                if (EndsWithItsClients)
                {
                    probe.Shutdown(SocketShutdown.Send);
                    probe.ReceiveTimeout = (int)Eventually.Patience.TotalMilliseconds;
                    probe.Receive(new byte[1]);
                }

                return true;
            }
            catch (SocketException)
            {
            }
        }

        return false;
    }
}
