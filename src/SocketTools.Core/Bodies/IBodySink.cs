using SocketTools.Faults;

namespace SocketTools.Bodies;

/// <summary>Where a body's bytes go.</summary>
public interface IBodySink
{
    /// <summary>Takes bytes; they must be copied or written, not kept.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.LimitExceeded"/>: the body's budget ran out.</exception>
    void Write(byte[] array, int offset, int count);
}
