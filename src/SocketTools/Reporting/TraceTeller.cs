using System;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using System.Text;
using SocketTools.Faults;
using SocketTools.Formatting;
using SocketTools.Tracing;

namespace SocketTools.Reporting;

/// <summary>Tells what happens on the wire as it happens: stages and lines on the verbose stream, bytes on the debug stream.</summary>
/// <remarks>A cmdlet writes on its own thread alone: what happens on another is told when the cmdlet is next told something, or ends.</remarks>
internal sealed class TraceTeller : IWireObserver
{
    private const int LongestShown = 512;
    private const int MostHeld = 4 * LongestShown;

    private readonly Cmdlet _cmdlet;
    private readonly bool _verbose;
    private readonly bool _debug;
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly Queue<WireEvent> _fromOthers = new();
    private readonly List<byte> _line = new();
    private long _lineLength;
    private long _bodyLength;
    private WireEventKind _direction;

    /// <summary>Makes a teller for a cmdlet, on its thread.</summary>
    /// <param name="cmdlet">Whose streams.</param>
    /// <param name="verbose">Whether stages and lines are told.</param>
    /// <param name="debug">Whether bytes are.</param>
    internal TraceTeller(Cmdlet cmdlet, bool verbose, bool debug)
    {
        _cmdlet = cmdlet;
        _verbose = verbose;
        _debug = debug;
    }

    /// <inheritdoc/>
    public void OnWireEvent(WireEvent wireEvent)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            lock (_fromOthers)
            {
                _fromOthers.Enqueue(Kept(wireEvent));
            }

            return;
        }

        TellOthers();
        Tell(wireEvent);
    }

    /// <summary>Tells what is left: a line whose end did not come.</summary>
    internal void End()
    {
        TellOthers();
        EndLine();
        EndBody();
    }

    private static WireEvent Kept(WireEvent wireEvent)
    {
        if (wireEvent.Data.Count == 0)
        {
            return wireEvent;
        }

        var copy = new byte[wireEvent.Data.Count];
        Buffer.BlockCopy(wireEvent.Data.Array!, wireEvent.Data.Offset, copy, 0, copy.Length);
        return new WireEvent(wireEvent.Kind, new ArraySegment<byte>(copy), wireEvent.Position, wireEvent.IsBody);
    }

    private void TellOthers()
    {
        while (true)
        {
            WireEvent next;
            lock (_fromOthers)
            {
                if (_fromOthers.Count == 0)
                {
                    return;
                }

                next = _fromOthers.Dequeue();
            }

            Tell(next);
        }
    }

    private void Tell(WireEvent wireEvent)
    {
        if (wireEvent.Kind is not (WireEventKind.Sent or WireEventKind.Received))
        {
            if (_verbose && Stage(wireEvent) is string stage)
            {
                EndLine();
                EndBody();
                _cmdlet.WriteVerbose(stage);
            }

            return;
        }

        if (wireEvent.Kind != _direction)
        {
            EndLine();
            EndBody();
            _direction = wireEvent.Kind;
        }

        if (_debug)
        {
            Dump(wireEvent);
        }

        if (!_verbose)
        {
            return;
        }

        if (wireEvent.IsBody)
        {
            EndLine();
            _bodyLength += wireEvent.Data.Count;
        }
        else
        {
            EndBody();
            TellLines(wireEvent.Data);
        }
    }

    private static string? Stage(WireEvent wireEvent) => wireEvent.Kind switch
    {
        WireEventKind.Resolving => "Resolving " + wireEvent.Detail,
        WireEventKind.Resolved => "Resolved to " + wireEvent.Detail,
        WireEventKind.Connecting => "Trying " + wireEvent.Detail,
        WireEventKind.ConnectAttemptFailed => "Failed: " + wireEvent.Detail,
        WireEventKind.Connected => "Connected to " + wireEvent.Detail,
        WireEventKind.ProxyAgreed => "Proxy " + wireEvent.Detail,
        WireEventKind.TlsEstablished => "TLS: " + wireEvent.Detail,
        WireEventKind.Noted => wireEvent.Detail,
        _ => null,
    };

    private void TellLines(ArraySegment<byte> data)
    {
        byte[] array = data.Array!;
        int end = data.Offset + data.Count;
        for (int at = data.Offset; at < end;)
        {
            int feed = Array.IndexOf(array, (byte)'\n', at, end - at);
            int stop = feed < 0 ? end : feed;
            for (int i = at; i < stop && _line.Count < MostHeld; i++)
            {
                _line.Add(array[i]);
            }

            _lineLength += stop - at;
            at = stop;
            if (feed >= 0)
            {
                _lineLength++;
                at++;
                EndLine();
            }
        }
    }

    private void EndLine()
    {
        if (_lineLength == 0)
        {
            return;
        }

        bool isWhole = _line.Count >= _lineLength - 1;
        if (isWhole && _line.Count > 0 && _line[_line.Count - 1] == '\r')
        {
            _line.RemoveAt(_line.Count - 1);
        }

        string text = FaultFactory.Visible(Decode(_line.ToArray()));
        if (!isWhole || text.Length > LongestShown)
        {
            text = text.Substring(0, Math.Min(text.Length, LongestShown)) + string.Format(CultureInfo.InvariantCulture, "… ({0:N0} bytes)", _lineLength);
        }

        _line.Clear();
        _lineLength = 0;
        _cmdlet.WriteVerbose((Arrow + " " + text).TrimEnd());
    }

    private static string Decode(byte[] bytes)
    {
        string text = Encoding.UTF8.GetString(bytes);
        return text.IndexOf('\uFFFD') < 0 ? text : Encoding.GetEncoding(28591).GetString(bytes);
    }

    private void EndBody()
    {
        if (_bodyLength > 0)
        {
            // As curl -v tells of content.
            string text = string.Format(CultureInfo.InvariantCulture, "{0} [{1:N0} bytes]", _direction == WireEventKind.Sent ? "}" : "{", _bodyLength);
            _bodyLength = 0;
            _cmdlet.WriteVerbose(text);
        }
    }

    private string Arrow => _direction == WireEventKind.Sent ? ">" : "<";

    private void Dump(WireEvent wireEvent)
    {
        foreach (string line in HexDump.Lines(wireEvent.Data, wireEvent.Position))
        {
            _cmdlet.WriteDebug(Arrow + " " + line);
        }
    }
}
