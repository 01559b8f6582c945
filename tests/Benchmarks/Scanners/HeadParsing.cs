using System;
using System.Text;
using BenchmarkDotNet.Attributes;
using SocketTools.Framing;
using SocketTools.Http;

namespace SocketTools.Benchmarks;

/// <summary>A response's header block: found, and taken apart.</summary>
[MemoryDiagnoser]
public class HeadParsing
{
    private byte[] _head = Array.Empty<byte>();

    /// <summary>How many fields it has.</summary>
    [Params(5, 50, 500)]
    public int Fields { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        var head = new StringBuilder("HTTP/1.1 200 OK\r\n");
        for (int i = 0; i < Fields; i++)
        {
            head.Append("X-Field-").Append(i).Append(": a value as long as most are\r\n");
        }

        _head = Encoding.ASCII.GetBytes(head.Append("\r\n").ToString());
    }

    [Benchmark]
    public int Find() => new HeadScanner(1024 * 1024).Scan(_head, 0, _head.Length).Length;

    [Benchmark]
    public int Parse() => ResponseHead.Parse(_head, 0, _head.Length).StatusCode;
}
