using System;
using System.Text;
using BenchmarkDotNet.Attributes;
using SocketTools.Framing;

namespace SocketTools.Benchmarks;

/// <summary>Finding lines in a full buffer, and one long line that arrives in pieces.</summary>
[MemoryDiagnoser]
public class LineScanning
{
    private const int BufferSize = 64 * 1024;

    private byte[] _lines = Array.Empty<byte>();
    private byte[] _long = Array.Empty<byte>();

    /// <summary>How long a line is, in bytes, its LF included.</summary>
    [Params(16, 64, 1024)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _lines = new byte[BufferSize];
        _long = new byte[BufferSize];
        Array.Fill(_lines, (byte)'a');
        Array.Fill(_long, (byte)'a');
        for (int i = Length - 1; i < BufferSize; i += Length)
        {
            _lines[i] = (byte)'\n';
        }

        _long[BufferSize - 1] = (byte)'\n';
    }

    /// <summary>All lines of a buffer.</summary>
    [Benchmark]
    public int Lines()
    {
        DelimiterScanner scanner = new LineFormat(Encoding.UTF8, null).NewScanner(BufferSize);
        int start = 0;
        int found = 0;
        for (ScanResult line; (line = scanner.Scan(_lines, start, BufferSize - start)).Found; scanner.Restart())
        {
            start += line.Consumed;
            found++;
        }

        return found;
    }

    /// <summary>One line of the buffer's size, shown in pieces of a line's length: each byte is looked at once.</summary>
    [Benchmark]
    public bool InPieces()
    {
        DelimiterScanner scanner = new LineFormat(Encoding.UTF8, null).NewScanner(BufferSize);
        ScanResult result = default;
        for (int count = Length; count <= BufferSize; count += Length)
        {
            result = scanner.Scan(_long, 0, count);
        }

        return result.Found;
    }
}
