using System;
using System.Threading;
using SocketTools.Faults;
using SocketTools.Framing;
using SocketTools.Limits;

namespace SocketTools.Connections;

/// <content>One line or some bytes a call, under the connection's own clock: for loops, where a cmdlet a step would cost more than the step.</content>
public sealed partial class SocketConnection
{
    private LineFormat? _lines;
    private DelimiterScanner? _lineScanner;

    /// <summary>Asked during the waits of these methods whether their caller is being stopped, for hosts that have no token to give; null:
    /// nobody is asked.</summary>
    public static Func<bool>? Interruption { get; set; }

    /// <summary>Sends a line, in <see cref="Encoding"/> and with <see cref="NewLine"/> behind it.</summary>
    /// <param name="line">The line, without CR, LF or NUL.</param>
    /// <param name="cancel">Ends the wait for a peer that takes nothing.</param>
    /// <exception cref="SocketToolsException">As <see cref="SendLines"/>; <see cref="Fault.SendTimeout"/> after <see cref="IdleTimeoutSec"/>.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public void SendLine(string line, CancellationToken cancel = default) =>
        SendLines(new[] { line ?? throw FaultFactory.InvalidRequest("There is no line to send: null is none.") }, Encoding, OwnClock(cancel));

    /// <summary>Receives a line, in <see cref="Encoding"/>: up to LF, and without a CR before it. A last line without an end is a line.</summary>
    /// <param name="cancel">Ends the wait; nothing is lost.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.RemoteClosed"/>: there is none; <see cref="Fault.ReceiveTimeout"/> after
    /// <see cref="IdleTimeoutSec"/>; <see cref="Fault.LimitExceeded"/>: over 1 MiB; <see cref="Fault.Truncated"/>: TLS was cut off inside it;
    /// a reset. Nothing is consumed then.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled; nothing is consumed.</exception>
    public string ReceiveLine(CancellationToken cancel = default)
    {
        using Receiving receiving = Receive(OwnClock(cancel));
        if (_lines?.Encoding != Encoding || _lineScanner is null)
        {
            _lines = new LineFormat(Encoding, null);
            _lineScanner = _lines.NewScanner(Budgets.MaxLineLength);
        }

        _lineScanner.Restart();
        return receiving.ReadMessage(_lineScanner, _lines.Decoder.GetString, "the next line", takesRest: true);
    }

    /// <summary>Sends all of these bytes.</summary>
    /// <param name="data">The bytes; none is fine.</param>
    /// <param name="cancel">Ends the wait for a peer that takes nothing.</param>
    /// <exception cref="SocketToolsException">As <see cref="Send"/>; <see cref="Fault.SendTimeout"/> after <see cref="IdleTimeoutSec"/>.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public void SendBytes(byte[] data, CancellationToken cancel = default) =>
        Send(new ArraySegment<byte>(data ?? throw FaultFactory.InvalidRequest("There are no bytes to send: null is none.")), OwnClock(cancel));

    /// <summary>Receives exactly so many bytes.</summary>
    /// <param name="count">How many; 0 gives an empty array at once.</param>
    /// <param name="cancel">Ends the wait; nothing is lost.</param>
    /// <exception cref="SocketToolsException">As <see cref="ReceiveExactly"/>; <see cref="Fault.ReceiveTimeout"/> after
    /// <see cref="IdleTimeoutSec"/>; <see cref="Fault.InvalidRequest"/>: fewer than none.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled; nothing is consumed.</exception>
    public byte[] ReceiveBytes(int count, CancellationToken cancel = default) =>
        count >= 0 ? ReceiveExactly(count, peek: false, OwnClock(cancel)) : throw FaultFactory.InvalidRequest($"{count} is no number of bytes.");

    private CallClock OwnClock(CancellationToken cancel) => new(Timeouts.FromSeconds(0, IdleTimeoutSec, 0), cancel) { IsInterrupted = Interruption };
}
