
namespace SocketTools.Bodies;

/// <summary>Counts bytes on their way to where they go.</summary>
internal sealed class CountingBody : IBodySink
{
    private readonly IBodySink _sink;

    internal CountingBody(IBodySink sink, long offset)
    {
        _sink = sink;
        Count = offset;
    }

    /// <summary>How many bytes there are, those included that were there before.</summary>
    internal long Count { get; private set; }

    /// <inheritdoc/>
    public void Write(byte[] array, int offset, int count)
    {
        _sink.Write(array, offset, count);
        Count += count;
    }
}
