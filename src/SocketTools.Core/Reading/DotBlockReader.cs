using System;
using System.IO;
using System.Text;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Framing;
using SocketTools.Limits;

namespace SocketTools.Reading;

/// <summary>Reads a dot block from a connection, line by line (RFC 5321, 4.5.2; RFC 1939, 3; RFC 3977, 3.1.1).</summary>
public sealed class DotBlockReader
{
    private readonly SocketConnection _connection;
    private readonly DotLineScanner _scanner;
    private long _lines;

    /// <summary>Prepares to read one block.</summary>
    /// <param name="connection">Stays the caller's.</param>
    /// <param name="maxLength">The longest line, in bytes, its end not counted.</param>
    public DotBlockReader(SocketConnection connection, int maxLength)
    {
        _connection = connection;
        _scanner = new DotLineScanner(maxLength);
    }

    /// <summary>Reads the next line, its stuffing undone.</summary>
    /// <returns>False: the dot that ends the block was read.</returns>
    /// <exception cref="SocketToolsException"><see cref="Fault.Truncated"/>: the stream ended before the dot; a timeout, a reset, a budget.
    /// The line is not consumed then.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call; the line is not consumed.</exception>
    public bool TryReadLine(Encoding encoding, CallClock clock, out string? line)
    {
        line = Next((array, offset, length) => _scanner.IsEnd ? null : encoding.GetString(array, offset + _scanner.Stuffing, length - _scanner.Stuffing), clock);
        return line is not null;
    }

    /// <summary>Reads all lines into a stream, with their ends as they came.</summary>
    /// <param name="destination">Where to; stays the caller's.</param>
    /// <param name="clock">Ends the wait.</param>
    /// <param name="progress">Told how many bytes have come so far.</param>
    /// <returns>How many bytes were written.</returns>
    /// <exception cref="SocketToolsException">As <see cref="TryReadLine"/>; what came is in the stream.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call; what came is in the stream.</exception>
    public long ReadTo(Stream destination, CallClock clock, Action<long>? progress)
    {
        long written = 0;
        while (true)
        {
            int count = Next(
                (array, offset, length) =>
                {
                    if (_scanner.IsEnd)
                    {
                        return -1;
                    }

                    int whole = length - _scanner.Stuffing + (array[offset + length] == '\r' ? 2 : 1);
                    destination.Write(array, offset + _scanner.Stuffing, whole);
                    return whole;
                },
                clock);
            if (count < 0)
            {
                return written;
            }

            written += count;
            progress?.Invoke(written);
        }
    }

    private T Next<T>(Func<byte[], int, int, T> make, CallClock clock)
    {
        _scanner.Restart();
        try
        {
            using Receiving receiving = _connection.Receive(clock);
            T made = receiving.ReadMessage(_scanner, make, "the next line of the dot block");
            _lines++;
            return made;
        }
        catch (SocketToolsException end) when (end.Fault == Fault.RemoteClosed && _lines > 0)
        {
            throw FaultFactory.Truncated(_connection.Peer, $"{_lines} lines of the dot block came, and no dot behind them.");
        }
    }
}
