using System.Threading.Tasks;

namespace SocketTools.Playing;

/// <summary>Where a lane leads.</summary>
internal interface ILaneSink
{
    /// <summary>Takes bytes; done when they can be forgotten here.</summary>
    Task WriteAsync(byte[] array, int offset, int count);

    /// <summary>Takes a byte that was sent out of band (RFC 9293, 3.8.5).</summary>
    Task WriteUrgentAsync(byte value);

    /// <summary>Takes the end of the stream.</summary>
    Task EndAsync();

    /// <summary>Takes a reset.</summary>
    void Reset();
}
