using System;
using System.Text;
using System.Threading;
using SocketTools.Faults;
using SocketTools.Limits;
using SocketTools.Tracing;

namespace SocketTools.Connections;

/// <content>Sending.</content>
public sealed partial class SocketConnection
{
    /// <summary>Sends all of these bytes.</summary>
    /// <param name="data">The bytes; none is fine.</param>
    /// <param name="clock">Ends the wait for a peer that takes nothing.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.SendTimeout"/>, <see cref="Fault.ConnectionReset"/> and so on;
    /// <see cref="SocketToolsException.BytesSent"/> says how many went out.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    public void Send(ArraySegment<byte> data, CallClock clock)
    {
        ThrowIfClosed();
        using ConnectionGate.Pass pass = _sendGate.Enter(Peer);
        if (_sendClosed)
        {
            throw FaultFactory.SendSideClosed(Peer);
        }

        int sent = 0;
        clock.BeginSend(Peer);
        try
        {
            Guarded(() =>
            {
                while (sent < data.Count)
                {
                    var rest = new ArraySegment<byte>(data.Array!, data.Offset + sent, data.Count - sent);
                    int count = _transport.Write(rest, clock);
                    clock.NoteProgress();
                    sent += count;
                    Interlocked.Add(ref _bytesSent, count);
                    _observer?.OnWireEvent(new WireEvent(WireEventKind.Sent, new ArraySegment<byte>(data.Array!, rest.Offset, count)));
                }
            });
        }
        catch (SocketToolsException cutShort)
        {
            throw FaultFactory.SendCutShort(cutShort, sent, data.Count);
        }
    }

    /// <summary>Sends lines, each with <see cref="NewLine"/> behind it, in one go.</summary>
    /// <param name="lines">The lines; none may hold CR, LF or NUL.</param>
    /// <param name="encoding">How the text is encoded.</param>
    /// <param name="clock">Ends the wait for a peer that takes nothing.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/> before anything is sent; otherwise as <see cref="Send"/>.</exception>
    public void SendLines(string[] lines, Encoding encoding, CallClock clock)
    {
        foreach (string line in lines)
        {
            RefuseControlCharacters(line);
        }

        string text = lines.Length == 1 ? lines[0] + NewLine : string.Join(NewLine, lines) + NewLine;
        Send(new ArraySegment<byte>(encoding.GetBytes(text)), clock);
    }

    private static void RefuseControlCharacters(string line)
    {
        int at = line.IndexOfAny(s_notInALine);
        if (at >= 0)
        {
            string name = line[at] switch { '\r' => "CR", '\n' => "LF", _ => "NUL" };
            throw FaultFactory.InvalidRequest($"The line has {name} inside, which would make it another line at the peer's side. Nothing was sent. Send several lines, or bytes with Send-SocketData.");
        }
    }

    private static readonly char[] s_notInALine = { '\r', '\n', '\0' };
}
