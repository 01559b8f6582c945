using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using System.Threading.Channels;

namespace SocketTools.Tests.Servers;

/// <summary>A real program at the other end: what it says is read line by line, its two outputs together.</summary>
internal sealed class PeerProgram : IDisposable
{
    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly StringBuilder _said = new();
    private int _openOutputs = 2;

    private PeerProgram(string path, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(path, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Hear;
        _process.ErrorDataReceived += Hear;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Starts a program; one that is missing fails the test with what to install.</summary>
    internal static PeerProgram Start(string program, string package, params string[] arguments) =>
        new(ProgramServer.Find(program, package), arguments);

    /// <summary>socat, telling what it does.</summary>
    internal static PeerProgram Socat(params string[] arguments) => Start("socat", "socat", new[] { "-d", "-d", "-t", "100" }.Concat(arguments).ToArray());

    /// <summary>socat with a listening address first, and the port that it got.</summary>
    internal static async Task<(PeerProgram Program, int Port)> SocatListeningAsync(params string[] arguments)
    {
        PeerProgram socat = Socat(arguments);
        Match listening = await socat.SaysAsync(@"listening on AF=\d+ .*:(\d+)$");
        return (socat, int.Parse(listening.Groups[1].Value, null));
    }

    /// <summary>A Python script.</summary>
    internal static PeerProgram Python(string script, params string[] arguments) =>
        Start("python3", "python3", new[] { "-u", "-c", script }.Concat(arguments).ToArray());

    /// <summary>A Python script whose first line of output is the port it listens on.</summary>
    internal static async Task<(PeerProgram Program, int Port)> PythonListeningAsync(string script)
    {
        PeerProgram python = Python(script);
        return (python, int.Parse((await python.SaysAsync(@"^\d+$")).Value, null));
    }

    /// <summary>A UDP port that nobody has at the moment, of those that no system hands out by itself.</summary>
    internal static int FreeUdpPort() => ProgramServer.FreePort(SocketType.Dgram);

    /// <summary>Waits for the next line that matches; lines before it are passed over.</summary>
    internal async Task<Match> SaysAsync(string pattern)
    {
        try
        {
            while (true)
            {
                Match match = Regex.Match(await _lines.Reader.ReadAsync().AsTask().InTime(), pattern);
                if (match.Success)
                {
                    return match;
                }
            }
        }
        catch (Exception never) when (never is TimeoutException or ChannelClosedException)
        {
            throw new InvalidOperationException($"It never said '{pattern}', but: {Said}", never);
        }
    }

    /// <summary>Writes to its input.</summary>
    internal async Task WriteAsync(string text)
    {
        await _process.StandardInput.WriteAsync(text);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Ends its input.</summary>
    internal void CloseInput() => _process.StandardInput.Close();

    /// <summary>Waits for its end, which has to be a good one.</summary>
    /// <returns>All it said.</returns>
    internal async Task<string> EndAsync()
    {
        await _process.WaitForExitAsync().InTime();
        Assert.True(_process.ExitCode == 0, $"Exit code {_process.ExitCode}: {Said}");
        return Said;
    }

    public void Dispose()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }

        _process.Dispose();
    }

    private string Said
    {
        get
        {
            lock (_said)
            {
                return _said.ToString();
            }
        }
    }

    private void Hear(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
        {
            if (Interlocked.Decrement(ref _openOutputs) == 0)
            {
                _lines.Writer.TryComplete();
            }

            return;
        }

        lock (_said)
        {
            _said.AppendLine(line.Data);
        }

        _lines.Writer.TryWrite(line.Data);
    }
}
