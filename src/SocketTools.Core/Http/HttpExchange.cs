using System;
using System.Collections.Generic;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Limits;

namespace SocketTools.Http;

/// <summary>One request and its response on a connection (RFC 9112, 9).</summary>
/// <remarks>
/// <code>
///   Idle --Send--> RequestSent --ReceiveHead (1xx: again)--> HeadReceived --ReceiveBody--> Idle, or the connection is spent
/// </code>
/// </remarks>
public sealed class HttpExchange
{
    private const int FirstRead = 16 * 1024;
    private const int BodyRead = 64 * 1024;

    private readonly SocketConnection _connection;
    private readonly CallClock _clock;

    /// <summary>Prepares an exchange.</summary>
    /// <param name="connection">An open connection; stays the caller's.</param>
    /// <param name="clock">Ends the waits.</param>
    public HttpExchange(SocketConnection connection, CallClock clock)
    {
        _connection = connection;
        _clock = clock;
    }

    /// <summary>The largest header block, in bytes; trailers and chunk lines alike.</summary>
    public int MaxHeaderBytes { get; init; } = Budgets.MaxHeaderBytes;

    /// <summary>The largest body, in bytes.</summary>
    public long MaxBodyBytes { get; init; } = Budgets.MaxBodyBytes;

    /// <summary>Whether a body until close is whole without a TLS close_notify behind it (RFC 9112, 9.8).</summary>
    public bool AllowTruncatedTls { get; init; }

    /// <summary>Whether any byte of the response has come.</summary>
    public bool ResponseBegan { get; private set; }

    /// <summary>Whether the connection can carry another exchange (RFC 9112, 9.3); known once the body has come.</summary>
    public bool CanGoOn { get; private set; }

    /// <summary>Sends a request and reads its response whole.</summary>
    /// <exception cref="SocketToolsException">A timeout, an early end, a budget, a violation; <see cref="SocketToolsException.Partial"/>
    /// is the <see cref="RawHttpResponse"/> with what came of the body, or the bytes that came where it has no whole header block.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    public RawHttpResponse Run(HttpRequest request)
    {
        var timing = new ResponseTiming();
        _connection.Send(new ArraySegment<byte>(request.ToBytes()), _clock);
        timing.RequestSent = _clock.Elapsed;
        AwaitFirstByte();
        timing.FirstByte = _clock.Elapsed;

        var interim = new List<ResponseHead>();
        ResponseHead head = ReceiveHead(interim);
        var response = new RawHttpResponse(request, head) { Informational = interim, Timing = timing };
        try
        {
            BodyFraming framing = BodyFraming.Choose(request.Method, head, MaxHeaderBytes);
            response.Trailers = framing.Trailers;
            response.Body = ReceiveBody(framing, response);
            CanGoOn = framing.EndsBeforeConnection && AllowsKeeping(request, head);
        }
        catch (SocketToolsException fault)
        {
            throw fault.WithPartial(response);
        }

        timing.Total = _clock.Elapsed;
        return response;
    }

    private void AwaitFirstByte()
    {
        using (_connection.EnterReceive())
        {
            if (_connection.Available == 0 && !_connection.Fill(FirstRead, _clock))
            {
                throw _connection.EndBefore("a response");
            }
        }

        ResponseBegan = true;
    }

    private ResponseHead ReceiveHead(List<ResponseHead> interim)
    {
        int budget = MaxHeaderBytes;
        while (true)
        {
            ResponseHead head;
            try
            {
                head = _connection.ReceiveMessage(new ResponseHeadScanner(budget, MaxHeaderBytes), ResponseHead.Parse, "the response's header block", _clock);
            }
            catch (SocketToolsException fault) when (_connection.Available > 0)
            {
                throw fault.WithPartial(_connection.CopyAvailable());
            }

            if (!head.IsInterim)
            {
                return head;
            }

            // RFC 9110, 15.2: any number of interim responses may come; an endless series runs into the header budget.
            interim.Add(head);
            budget -= head.RawHeader.Length;
        }
    }

    private byte[] ReceiveBody(BodyFraming framing, RawHttpResponse response)
    {
        var body = new MemoryBody(MaxBodyBytes);
        using ConnectionGate.Pass pass = _connection.EnterReceive();
        try
        {
            while (!framing.IsComplete)
            {
                ArraySegment<byte> window = _connection.Window;
                int used = framing.Take(window.Array!, window.Offset, window.Count, body);
                _connection.Consume(used);
                if (used == 0 && !_connection.Fill(BodyRead, _clock))
                {
                    if (framing.EndOfStream() is string due)
                    {
                        throw FaultFactory.Truncated(_connection.Peer, due);
                    }

                    if (!_connection.EndedCleanly && !AllowTruncatedTls)
                    {
                        throw FaultFactory.TlsCutOff(_connection.Peer, "a body that goes until the end");
                    }
                }
            }
        }
        finally
        {
            response.Body = body.ToArray();
        }

        return response.Body;
    }

    // RFC 9112, 9.3; and 6.1: with both Transfer-Encoding and Content-Length the connection is not to be used again.
    private static bool AllowsKeeping(HttpRequest request, ResponseHead head)
    {
        if (head.StatusCode == 101 || request.Version.Minor == 0 || head.HttpVersion.Minor == 0)
        {
            return false;
        }

        bool doubtful = head.Headers.Contains("Transfer-Encoding") && head.Headers.Contains("Content-Length");
        return !doubtful && !head.Headers.ListNames("Connection", "close") && !request.Names("Connection", "close");
    }
}
