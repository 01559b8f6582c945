using SocketTools.Bodies;

namespace SocketTools.Http;

/// <summary>A body that ends where the stream ends (RFC 9112, 6.3, item 8).</summary>
public sealed class UntilCloseFraming : BodyFraming
{
    /// <inheritdoc/>
    public override bool EndsBeforeConnection => false;

    /// <inheritdoc/>
    public override int Take(byte[] array, int offset, int count, IBodySink body)
    {
        body.Write(array, offset, count);
        return count;
    }

    /// <inheritdoc/>
    public override string? EndOfStream()
    {
        IsComplete = true;
        return null;
    }
}
