using System;
using System.Management.Automation;
using System.Net.Sockets;
using System.Text;

namespace SocketTools.Benchmarks;

/// <summary>Receives a stream and writes its lines, one by one or in arrays, without checks, timeouts, budgets or anything left for the next
/// cmdlet: the least that it can cost on one thread.</summary>
[Cmdlet(VerbsCommunications.Receive, "AllBareLine")]
[OutputType(typeof(string))]
public sealed class ReceiveAllBareLineCommand : PSCmdlet
{
    private string[] _lines = Array.Empty<string>();
    private int _count;

    /// <summary>A port of 127.0.0.1.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public int Port { get; set; }

    /// <summary>How many lines to write at a time, as one array.</summary>
    [Parameter]
    public int ReadCount { get; set; } = 1;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _lines = new string[ReadCount];
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect("127.0.0.1", Port);
        byte[] buffer = new byte[64 * 1024];
        int end = 0;
        for (int count; (count = socket.Receive(buffer, end, buffer.Length - end, SocketFlags.None)) > 0;)
        {
            end += count;
            int start = 0;
            for (int at; (at = Array.IndexOf(buffer, (byte)'\n', start, end - start)) >= 0; start = at + 1)
            {
                Emit(Encoding.ASCII.GetString(buffer, start, at - start));
            }

            end -= start;
            Buffer.BlockCopy(buffer, start, buffer, 0, end);
        }

        if (_count > 0)
        {
            WriteObject(_lines.AsSpan(0, _count).ToArray());
        }
    }

    private void Emit(string line)
    {
        if (ReadCount == 1)
        {
            WriteObject(line);
            return;
        }

        _lines[_count++] = line;
        if (_count == ReadCount)
        {
            WriteObject(_lines);
            _lines = new string[ReadCount];
            _count = 0;
        }
    }
}
