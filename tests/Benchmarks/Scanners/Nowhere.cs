using SocketTools.Bodies;


namespace SocketTools.Benchmarks;

/// <summary>A body that nobody wants.</summary>
internal sealed class Nowhere : IBodySink
{
    public void Write(byte[] array, int offset, int count)
    {
    }
}
