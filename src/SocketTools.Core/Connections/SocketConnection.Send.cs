using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using SocketTools.Faults;
using SocketTools.Framing;
using SocketTools.Limits;
using SocketTools.Tracing;
using SocketTools.Transport;

namespace SocketTools.Connections;

/// <content>Sending.</content>
public sealed partial class SocketConnection
{
    private const int StreamBlock = 256 * 1024;

    private long _missing;
    private long _missingFrom;

    /// <summary>Sends all of these bytes.</summary>
    /// <param name="data">The bytes; none is fine.</param>
    /// <param name="clock">Ends the wait for a peer that takes nothing.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.SendTimeout"/>, <see cref="Fault.ConnectionReset"/> and so on;
    /// <see cref="SocketToolsException.BytesSent"/> says how many went out.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    public void Send(ArraySegment<byte> data, CallClock clock) => SendMarked(data, clock, null);

    /// <summary>The same for bytes of which some are secrets.</summary>
    /// <param name="data">The bytes; none is fine.</param>
    /// <param name="clock">Ends the wait for a peer that takes nothing.</param>
    /// <param name="secrets">Where they are, in order, for whoever records or is told; null: nowhere that the sender knows of.</param>
    /// <param name="bodyAt">Where content begins that is no line of a dialogue; null: nowhere.</param>
    internal void SendMarked(ArraySegment<byte> data, CallClock clock, IReadOnlyList<MaskedStretch>? secrets, int? bodyAt = null)
    {
        ThrowIfClosed();
        using ConnectionGate.Pass pass = _sendGate.Enter(Peer);
        if (_sendClosed)
        {
            throw ConnectionFaults.SendSideClosed(Peer);
        }

        int sent = 0;
        try
        {
            clock.BeginSend(Peer);
            Guarded(() =>
            {
                while (sent < data.Count)
                {
                    int count = TryWrite(new ArraySegment<byte>(data.Array!, data.Offset + sent, data.Count - sent), secrets, sent, bodyAt);
                    if (count == ByteTransport.WouldWait)
                    {
                        _transport.WaitWritable(clock.NextSliceMicroseconds());
                        continue;
                    }

                    sent += count;
                    clock.NoteProgress();
                }

                _transport.Flush(clock);
            });
        }
        catch (SocketToolsException cutShort)
        {
            throw FaultFactory.SendCutShort(cutShort, sent, data.Count, isUnread: cutShort.Fault == Fault.SendTimeout && IsAnswered);
        }
        finally
        {
            if (sent > 0 && sent < data.Count)
            {
                NoteCutShort(data.Count - sent);
            }
        }
    }

    /// <summary>Refuses a command or request that would be taken for the rest of what was cut short, unless as much was sent since.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>.</exception>
    internal void RefuseBehindCut()
    {
        if (BytesSent - _missingFrom < _missing && State is ConnectionState.Open or ConnectionState.RemoteClosed)
        {
            throw ConnectionFaults.BehindCut(Peer);
        }
    }

    /// <summary>Sends lines, each with <see cref="NewLine"/> behind it, in one go.</summary>
    /// <param name="lines">The lines; none may hold CR, LF or NUL.</param>
    /// <param name="encoding">How the text is encoded.</param>
    /// <param name="clock">Ends the wait for a peer that takes nothing.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/> before anything is sent; otherwise as <see cref="Send"/>.</exception>
    public void SendLines(string[] lines, Encoding encoding, CallClock clock) =>
        Send(new ArraySegment<byte>(EncodeLines(lines, NewLine, encoding)), clock);

    /// <summary>Sends a line that transcripts and observers do not show.</summary>
    /// <param name="line">The line; it may not hold CR, LF or NUL.</param>
    /// <param name="encoding">How the text is encoded.</param>
    /// <param name="clock">Ends the wait for a peer that takes nothing.</param>
    /// <exception cref="SocketToolsException">As <see cref="SendLines"/>.</exception>
    public void SendSecretLine(string line, Encoding encoding, CallClock clock) => SendMarked(
        new ArraySegment<byte>(EncodeLines(new[] { line }, NewLine, encoding)), clock, new[] { new MaskedStretch(0, encoding.GetByteCount(line)) });

    /// <summary>The bytes of lines as they are sent.</summary>
    /// <param name="lines">The lines; none may hold CR, LF or NUL.</param>
    /// <param name="newLine">What stands behind each.</param>
    /// <param name="encoding">How the text is encoded.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>.</exception>
    public static byte[] EncodeLines(string[] lines, string newLine, Encoding encoding)
    {
        foreach (string line in lines)
        {
            RefuseControlCharacters(line);
        }

        return StrictText.Encode(encoding, lines.Length == 1 ? lines[0] + newLine : string.Join(newLine, lines) + newLine);
    }

    /// <summary>Sends what a stream holds, until its end.</summary>
    /// <param name="source">Read from where it stands; stays the caller's.</param>
    /// <param name="clock">Ends the wait for a peer that takes nothing.</param>
    /// <param name="progress">Told how many bytes were sent so far.</param>
    /// <returns>How many bytes were sent.</returns>
    /// <exception cref="SocketToolsException">As <see cref="Send"/>, the count over the whole stream.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    public long SendFrom(Stream source, CallClock clock, Action<long>? progress)
    {
        var block = new byte[StreamBlock];
        long sent = 0;
        int count;
        while ((count = source.Read(block, 0, block.Length)) > 0)
        {
            try
            {
                Send(new ArraySegment<byte>(block, 0, count), clock);
            }
            catch (SocketToolsException cutShort) when (cutShort.InnerException is SocketToolsException cause && cutShort.BytesSent is long part)
            {
                throw FaultFactory.SendCutShort(cause, sent + part, source.CanSeek ? source.Length : sent + count);
            }

            sent += count;
            progress?.Invoke(sent);
        }

        return sent;
    }

    /// <summary>Sends bytes out of band, each as urgent data of its own (RFC 9293, 3.8.5); a peer keeps only the last it has not read.</summary>
    /// <exception cref="SocketToolsException">As <see cref="Send"/>; <see cref="Fault.NotSupported"/>: the connection has no such thing.</exception>
    public void SendOutOfBand(ArraySegment<byte> data, CallClock clock)
    {
        ThrowIfClosed();
        using ConnectionGate.Pass pass = _sendGate.Enter(Peer);
        if (_sendClosed)
        {
            throw ConnectionFaults.SendSideClosed(Peer);
        }

        clock.BeginSend(Peer);
        OutOfBand(() =>
        {
            foreach (byte value in data)
            {
                _transport.SendOutOfBand(value, clock);
                Interlocked.Increment(ref _bytesSent);
                _tap?.OnUrgent(isSent: true, value);
            }
        });
    }

    // What the peer takes as one was cut short on its way out.
    private void NoteCutShort(long missing)
    {
        _missing = missing;
        _missingFrom = BytesSent;
    }

    // Hands over what is taken at once, and notes it.
    private int TryWrite(ArraySegment<byte> data, IReadOnlyList<MaskedStretch>? secrets, int before, int? bodyAt)
    {
        bool isNoted = _tap is not null || (data.Count <= WireTap.MostSaid && WireTap.MayHoldSecret(data)) || secrets?.Any(static s => !s.IsPrecaution) == true;
        int count = isNoted ? WriteNoted(data, secrets, before, bodyAt) : _transport.TryWrite(data);
        if (count != ByteTransport.WouldWait)
        {
            Interlocked.Add(ref _bytesSent, count);
        }

        return count;
    }

    private int WriteNoted(ArraySegment<byte> data, IReadOnlyList<MaskedStretch>? secrets, int before, int? bodyAt) =>
        Tap().OnSending(() => _transport.TryWrite(data), data, MaskedStretch.Within(secrets, before, int.MaxValue), bodyAt - before);

    private static void RefuseControlCharacters(string line)
    {
        if (LineBreak.NameOfFirst(line) is string name)
        {
            throw FaultFactory.InvalidRequest($"The line has {name} inside, which would make it another line at the peer's side. Nothing was sent. Send several lines, or bytes.");
        }
    }
}
