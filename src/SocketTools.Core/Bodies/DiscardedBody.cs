namespace SocketTools.Bodies;

/// <summary>A body that nobody wants.</summary>
internal sealed class DiscardedBody : IBodySink
{
    /// <summary>The one there is.</summary>
    internal static readonly DiscardedBody Instance = new();

    /// <inheritdoc/>
    public void Write(byte[] array, int offset, int count)
    {
    }
}
