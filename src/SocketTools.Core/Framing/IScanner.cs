using SocketTools.Faults;

namespace SocketTools.Framing;

/// <summary>Finds where a message ends in bytes that are still arriving. Pure: it touches no socket.</summary>
/// <remarks>A scanner belongs to one message. Each call shows it the same window, grown at its end; it resumes where it stopped, so
/// that every byte is looked at once.</remarks>
public interface IScanner
{
    /// <summary>Looks at the window.</summary>
    /// <param name="array">The array the window lies in.</param>
    /// <param name="offset">Where the window begins.</param>
    /// <param name="count">How many bytes it holds; never fewer than at the last call.</param>
    /// <returns>The message's length and what it consumes, or that more bytes are needed.</returns>
    /// <exception cref="SocketToolsException"><see cref="Fault.LimitExceeded"/> or <see cref="Fault.ProtocolViolation"/>; the bytes stay
    /// where they are.</exception>
    ScanResult Scan(byte[] array, int offset, int count);
}
