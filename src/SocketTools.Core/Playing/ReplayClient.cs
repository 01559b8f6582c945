using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Limits;
using SocketTools.Tls;
using SocketTools.Tracing;

namespace SocketTools.Playing;

/// <summary>Plays the client of a transcript to a real server: says its side, step by step, each once the server has answered the one before.</summary>
public sealed class ReplayClient
{
    private const int MostAtOnce = 64 * 1024;

    private readonly IReadOnlyList<ReplayStep> _steps;
    private readonly bool _keepsTimes;

    /// <summary>Prepares to play.</summary>
    /// <param name="transcript">What is played.</param>
    /// <param name="keepsTimes">Whether the client takes as long as it took.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: the transcript lacks bytes, or its client's side is
    /// a pattern or holds masked secrets, which nobody can send.</exception>
    public ReplayClient(SocketTranscript transcript, bool keepsTimes)
    {
        _steps = ReplayScript.From(transcript);
        _keepsTimes = keepsTimes;
        ReplayStep? unsayable = _steps.FirstOrDefault(static s => s.Kind == ReplayStepKind.ClientPattern);
        if (unsayable is not null)
        {
            throw FaultFactory.InvalidRequest($"Entry {unsayable.Number} of the transcript is a pattern ({unsayable.Expectation}): a client has to say something definite.");
        }

        if (transcript.Entries.Any(static e => e.Side == TranscriptSide.Client && e.Masked.Count > 0))
        {
            throw FaultFactory.InvalidRequest("A secret of the client's is masked in the transcript, so it cannot be said again: record it with its secrets.");
        }
    }

    /// <summary>Plays.</summary>
    /// <param name="connection">Newly opened; stays the caller's.</param>
    /// <param name="tls">How to begin TLS where the transcript does.</param>
    /// <param name="clock">Ends the waits.</param>
    /// <exception cref="SocketToolsException">The server did not answer, or not as a server does; a timeout, a reset.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    public void Play(SocketConnection connection, TlsSettings tls, CallClock clock)
    {
        string? method = null;
        for (int i = 0; i < _steps.Count; i++)
        {
            ReplayStep step = _steps[i];
            switch (step.Kind)
            {
                case ReplayStepKind.ClientData:
                    Wait(i, clock);
                    method = HttpMessage.TryRead(step.Data, 0, step.Data.Length)?.Method;
                    connection.Send(new ArraySegment<byte>(step.Data), clock);
                    break;
                case ReplayStepKind.ClientEnd when i + 1 < _steps.Count:
                    connection.CloseSend(clock);
                    break;
                case ReplayStepKind.Protect:
                    connection.ProtectAsClient(tls, clock);
                    break;
                case ReplayStepKind.ServerData or ReplayStepKind.ServerTemplate:
                    i = Hear(connection, i, method, clock);
                    break;
            }
        }
    }

    // What the server said in a row is one answer, however it was cut into packets.
    private int Hear(SocketConnection connection, int first, string? method, CallClock clock)
    {
        var expected = new MemoryStream();
        int last = first;
        for (; last < _steps.Count && _steps[last].Kind is ReplayStepKind.ServerData or ReplayStepKind.ServerTemplate; last++)
        {
            expected.Write(_steps[last].Data, 0, _steps[last].Data.Length);
        }

        bool toEnd = last < _steps.Count && _steps[last].Kind is ReplayStepKind.ServerClose or ReplayStepKind.ServerHalfClose;
        var answer = new ExpectedAnswer(expected.ToArray(), method, toEnd);
        var heard = new MemoryStream();
        while (!answer.IsWhole(heard.GetBuffer(), (int)heard.Length))
        {
            byte[] part;
            try
            {
                part = connection.ReceiveAvailable(MostAtOnce, null, false, clock);
            }
            catch (SocketToolsException ended) when (ended.Fault == Fault.RemoteClosed && answer.MayEnd(heard.GetBuffer(), (int)heard.Length, isLast: last == _steps.Count))
            {
                break;
            }
            catch (SocketToolsException ended) when (ended.Fault == Fault.RemoteClosed && heard.Length > 0)
            {
                throw FaultFactory.Truncated(connection.Peer, $"{heard.Length} bytes of an answer came (entry {_steps[first].Number} of the transcript).", ended);
            }

            heard.Write(part, 0, part.Length);
        }

        return last - 1;
    }

    private void Wait(int at, CallClock clock)
    {
        if (!_keepsTimes || at == 0)
        {
            return;
        }

        var waited = System.Diagnostics.Stopwatch.StartNew();
        TimeSpan pause = _steps[at].Offset - _steps[at - 1].Offset;
        while (waited.Elapsed < pause)
        {
            Thread.Sleep(Math.Min(clock.NextWorkMilliseconds(), (int)Math.Ceiling((pause - waited.Elapsed).TotalMilliseconds)));
        }
    }
}
