using System;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Framing;
using SocketTools.Limits;

namespace SocketTools.Http;

/// <summary>Sends a body whose response is received later: what comes meanwhile is read and left in the connection, so that a server that
/// answers early, or while it reads, is not stuck with it (RFC 9112, 9.5).</summary>
internal sealed class WatchedSending
{
    // Beyond that the server is left to wait, as one is whom nobody reads.
    private const int MostReadAhead = 64 * 1024 * 1024;

    private readonly SocketConnection _connection;
    private readonly CallClock _clock;

    /// <summary>Prepares to send.</summary>
    internal WatchedSending(SocketConnection connection, CallClock clock)
    {
        _connection = connection;
        _clock = clock;
    }

    /// <summary>Sends the rest of a request, unless a final response says that it is not wanted.</summary>
    /// <exception cref="SocketToolsException">A timeout, a reset.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    internal void Finish(HttpRequest request, Outgoing body)
    {
        try
        {
            request.BodyWasRefused = IsRefused(body);
            if (!request.BodyWasRefused)
            {
                _connection.FinishSending(body, _clock);
            }
        }
        catch (SocketToolsException late) when (late.Fault == Fault.SendTimeout)
        {
            throw CutShort(late, request, body);
        }

        if (body.Failure is SocketToolsException broken && !request.BodyWasRefused)
        {
            throw CutShort(broken, request, body);
        }
    }

    private static SocketToolsException CutShort(SocketToolsException cause, HttpRequest request, Outgoing body) =>
        FaultFactory.SendCutShort(cause, body.Sent, request.Body?.Length ?? request.ExactBytes?.Length ?? body.Sent);

    // Where somebody else receives, they read; and where other responses are due, what comes first is one of those.
    private bool IsRefused(Outgoing body)
    {
        using Receiving? receiving = _connection.TryReceive(_clock);
        bool isNext = _connection.Due.Next is null;
        while (receiving is { Count: < MostReadAhead } && receiving.FillUntilSent(BufferPool.Size))
        {
            if (isNext && Refuses(receiving.Window))
            {
                return true;
            }
        }

        // A reset behind an answer is how some refuse.
        return isNext && body.Failure is not null && _connection.Available > 0;
    }

    private static bool Refuses(ArraySegment<byte> window)
    {
        try
        {
            for (int at = 0; at < window.Count;)
            {
                ScanResult head = new HeadScanner(Budgets.MaxHeaderBytes).Scan(window.Array!, window.Offset + at, window.Count - at);
                if (!head.Found)
                {
                    return false;
                }

                ResponseHead response = ResponseHead.Parse(window.Array!, window.Offset + at, head.Length);
                if (!response.IsInterim)
                {
                    return ResponseReader.EndsSending(response);
                }

                at += head.Consumed;
            }

            return false;
        }
        catch (SocketToolsException)
        {
            // No HTTP, or none that ends: whoever receives it is told.
            return true;
        }
    }
}
