using System;
using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using SocketTools.Http;

namespace SocketTools.Benchmarks;

/// <summary>64 KiB of body out of their chunks.</summary>
[MemoryDiagnoser]
public class ChunkedTaking
{
    private const int BodySize = 64 * 1024;

    private byte[] _coded = Array.Empty<byte>();

    /// <summary>How large a chunk is, in bytes.</summary>
    [Params(16, 1024, BodySize)]
    public int Chunk { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        var coded = new StringBuilder();
        for (int i = 0; i < BodySize; i += Chunk)
        {
            coded.Append(Chunk.ToString("x", CultureInfo.InvariantCulture)).Append("\r\n").Append('a', Chunk).Append("\r\n");
        }

        _coded = Encoding.ASCII.GetBytes(coded.Append("0\r\n\r\n").ToString());
    }

    [Benchmark]
    public bool Take()
    {
        var framing = new ChunkedFraming(64 * 1024);
        framing.Take(_coded, 0, _coded.Length, new Nowhere());
        return framing.IsComplete;
    }
}
