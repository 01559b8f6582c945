using System;
using System.Collections.Generic;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Framing;
using SocketTools.Limits;

namespace SocketTools.Reading;

/// <summary>Reads lines of text from a connection, one at a time or in batches.</summary>
public sealed class LineReader
{
    private const int ReadAhead = 16 * 1024;

    private readonly SocketConnection _connection;
    private readonly LineFormat _format;
    private readonly int _maxLength;
    private readonly bool _allowTruncatedTls;
    private readonly Func<byte[], int, int, string> _decode;
    private readonly DelimiterScanner _scanner;

    /// <summary>Prepares to read.</summary>
    /// <param name="connection">Stays the caller's.</param>
    /// <param name="format">Encoding and delimiter.</param>
    /// <param name="maxLength">The longest line, in bytes, its delimiter not counted.</param>
    /// <param name="allowTruncatedTls">Whether an end without a TLS close_notify is an end like another, where all lines are read.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: an empty delimiter.</exception>
    public LineReader(SocketConnection connection, LineFormat format, int maxLength, bool allowTruncatedTls = false)
    {
        _allowTruncatedTls = allowTruncatedTls;
        _connection = connection;
        _format = format;
        _maxLength = maxLength;
        _decode = format.Decode;
        _scanner = format.NewScanner(maxLength);
    }

    /// <summary>Reads the next line.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.RemoteClosed"/>: there is none; <see cref="Fault.Truncated"/>: it has no
    /// end; a timeout, a reset, a budget. Nothing is consumed then.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call; nothing is consumed.</exception>
    public string ReadLine(CallClock clock)
    {
        _scanner.Restart();
        return _connection.ReceiveMessage(_scanner, _decode, "the next line", clock);
    }

    /// <summary>Reads the next line; what is left at the end of the stream counts as one.</summary>
    /// <returns>False: the stream has ended.</returns>
    /// <exception cref="SocketToolsException">A timeout, a reset, a budget. Nothing is consumed then.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call; nothing is consumed.</exception>
    public bool TryReadLine(CallClock clock, out string? line)
    {
        _scanner.Restart();
        return _connection.TryReceiveMessage(_scanner, _decode, clock, out line, _allowTruncatedTls);
    }

    /// <summary>Reads several lines. They are consumed together when the batch is handed over, so a stop in the middle loses none.</summary>
    /// <param name="most">How many lines at the most.</param>
    /// <param name="isLast">Ends the batch behind the line for which it is true; null: none does.</param>
    /// <param name="toEnd">At the end of the stream, what is left counts as a line and nothing is amiss; otherwise that is a fault.</param>
    /// <param name="clock">Ends the wait.</param>
    /// <returns>The lines, and what ended the batch early; null where nothing did.</returns>
    /// <exception cref="OperationCanceledException">The user stopped the call; nothing is consumed.</exception>
    public LineBatch ReadBatch(int most, Predicate<string>? isLast, bool toEnd, CallClock clock)
    {
        using ConnectionGate.Pass pass = _connection.EnterReceive();
        var lines = new List<string>(Math.Min(most, 1024));
        DelimiterScanner scanner = _format.NewScanner(_maxLength);
        int taken = 0;
        bool complete = false;
        SocketToolsException? fault = null;
        try
        {
            while (lines.Count < most && !complete)
            {
                ArraySegment<byte> window = _connection.Window;
                ScanResult found = scanner.Scan(window.Array!, window.Offset + taken, window.Count - taken);
                if (!found.Found)
                {
                    if (_connection.Fill(ReadAhead, clock))
                    {
                        continue;
                    }

                    if (!toEnd)
                    {
                        throw _connection.EndBefore("the next line", taken);
                    }

                    window = _connection.Window;
                    int left = window.Count - taken;
                    complete = true;
                    if (left == 0)
                    {
                        _connection.RefuseCut(_allowTruncatedTls);
                        break;
                    }

                    found = new ScanResult(true, left, left);
                }

                string line = _decode(window.Array!, window.Offset + taken, found.Length);
                lines.Add(line);
                taken += found.Consumed;
                scanner.Restart();
                complete |= isLast is not null && isLast(line);
            }
        }
        catch (SocketToolsException early)
        {
            fault = early;
        }

        clock.ThrowIfStopped();
        _connection.Consume(taken);
        return new LineBatch(lines, complete, fault);
    }
}
