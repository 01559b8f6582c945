using System;
using System.Collections.Generic;
using SocketTools.Compat;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Framing;
using SocketTools.Limits;

namespace SocketTools.Reading;

/// <summary>Reads lines of text from a connection, one at a time or several together, for as long as more are asked for.</summary>
/// <remarks>A last line without an end is a line: <see cref="HasNoEnd"/> tells. Where a TLS stream was cut behind it, it is none, unless all
/// there is was asked for: then the cut is told behind it.</remarks>
public sealed class LineReader
{
    // Part of a line, or of a batch, waits in the window as a rule: both have room in one buffer.
    private const int MostRoom = BufferPool.LongSize / 2;

    private readonly SocketConnection _connection;
    private readonly TextDecoder _decoder;
    private readonly DelimiterScanner _scanner;
    private long _count;
    private string? _last;
    private int _room = Receiving.ReadAhead;

    /// <summary>Prepares to read.</summary>
    /// <param name="connection">Stays the caller's.</param>
    /// <param name="format">Encoding and delimiter.</param>
    /// <param name="maxLength">The longest line, in bytes, its delimiter not counted.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: an empty delimiter.</exception>
    public LineReader(SocketConnection connection, LineFormat format, int maxLength)
    {
        _connection = connection;
        _decoder = format.Decoder;
        _scanner = format.NewScanner(maxLength);
    }

    /// <summary>How many lines are asked for.</summary>
    public long Most { get; init; } = long.MaxValue;

    /// <summary>The line that matches is the last one; null: none is.</summary>
    public PatientMatcher? Until { get; init; }

    /// <summary>Whether all lines until the end of the stream are asked for, so that nothing is amiss there.</summary>
    public bool ToEnd { get; init; }

    /// <summary>Whether an end without a TLS close_notify is an end like another, where all lines are read.</summary>
    public bool AllowTruncatedTls { get; init; }

    /// <summary>Whether the line that was read last had no end: the stream ended behind it.</summary>
    public bool HasNoEnd { get; private set; }

    /// <summary>Reads the next line.</summary>
    /// <param name="clock">Ends the wait.</param>
    /// <param name="line">The line.</param>
    /// <returns>False: no more are asked for, or the stream has ended where all lines were.</returns>
    /// <exception cref="SocketToolsException"><see cref="Fault.RemoteClosed"/>: the stream has ended; <see cref="Fault.Truncated"/>: a TLS stream
    /// was cut; a timeout, a reset, a budget. Nothing is consumed then.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call; nothing is consumed.</exception>
    public bool TryReadLine(CallClock clock, out string? line)
    {
        line = null;
        if (!IsMoreWanted(0, _last, clock))
        {
            return false;
        }

        using Receiving receiving = _connection.Receive(clock);
        int taken = 0;
        line = Next(receiving, ref taken);
        clock.ThrowIfStopped();
        receiving.Consume(taken);
        _count++;
        if (Until is not null)
        {
            _last = line;
        }

        return line is not null;
    }

    /// <summary>Reads the next line, where there has to be one.</summary>
    /// <exception cref="SocketToolsException">As <see cref="TryReadLine"/>; <see cref="Fault.RemoteClosed"/> also where no more are asked for.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call; nothing is consumed.</exception>
    public string ReadLine(CallClock clock) => TryReadLine(clock, out string? line) ? line! : throw FaultFactory.RemoteClosed(_connection.Peer, "the next line");

    /// <summary>Reads several lines. They are consumed together when they are handed over, so a stop in the middle loses none.</summary>
    /// <param name="most">How many at the most.</param>
    /// <param name="clock">Ends the wait.</param>
    /// <param name="lines">The lines; those that came before a fault, too.</param>
    /// <returns>False: no more are asked for, or the stream has ended where all lines were.</returns>
    /// <exception cref="SocketToolsException">As <see cref="TryReadLine"/>; <paramref name="lines"/> are set and consumed.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call; nothing is consumed.</exception>
    public bool TryReadLines(int most, CallClock clock, out IReadOnlyList<string> lines)
    {
        lines = Array.Empty<string>();
        using Receiving receiving = _connection.Receive(clock);
        var read = new List<string>(Math.Min(most, 1024));
        int taken = 0;
        string? last = _last;
        try
        {
            while (read.Count < most && IsMoreWanted(read.Count, last, clock) && Next(receiving, ref taken) is string line)
            {
                read.Add(line);
                last = line;
            }
        }
        catch (SocketToolsException)
        {
            HandOver(out lines);
            throw;
        }

        HandOver(out lines);
        return read.Count == most;

        void HandOver(out IReadOnlyList<string> handed)
        {
            handed = Array.Empty<string>();
            clock.ThrowIfStopped();
            receiving.Consume(taken);
            handed = read;
            _count += read.Count;
            _last = last;
        }
    }

    private bool IsMoreWanted(int pending, string? last, CallClock clock) =>
        _count + pending < Most && (last is null || Until is null || !Until.Match(last, _connection.Peer, clock).Success);

    private string? Next(Receiving receiving, ref int taken)
    {
        _scanner.Restart();
        ArraySegment<byte> window = receiving.Window;
        ScanResult found = _scanner.Scan(window.Array!, window.Offset + taken, window.Count - taken);
        if (!found.Found)
        {
            found = Await(receiving, taken);
            window = receiving.Window;
        }

        string? line = found.Found ? _decoder.GetString(window.Array!, window.Offset + taken, found.Length) : null;
        taken += found.Consumed;
        return line;
    }

    private ScanResult Await(Receiving receiving, int taken)
    {
        while (receiving.FillMore(ref _room, MostRoom))
        {
            ArraySegment<byte> window = receiving.Window;
            ScanResult found = _scanner.Scan(window.Array!, window.Offset + taken, window.Count - taken);
            if (found.Found)
            {
                return found;
            }
        }

        int left = receiving.Count - taken;
        return new ScanResult(TakesRest(receiving, left), left, left);
    }

    // At the end of the stream: whether what is left is a line. Nothing left is no line.
    private bool TakesRest(Receiving receiving, int left)
    {
        if (!ToEnd && (left == 0 || !_connection.EndedCleanly))
        {
            throw receiving.EndBefore("the next line", receiving.Count - left);
        }

        if (left == 0)
        {
            receiving.RefuseCut(AllowTruncatedTls);
        }

        HasNoEnd |= left > 0;
        return left > 0;
    }
}
