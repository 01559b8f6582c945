using System;
using System.Collections.Generic;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Limits;

namespace SocketTools.Http;

/// <summary>One request and its response on a connection (RFC 9112, 9).</summary>
/// <remarks>
/// <code>
///   Idle --Send--> RequestSent --header block (1xx: again)--> HeadReceived --body--> Idle, or the connection is spent
/// </code>
/// </remarks>
public sealed class HttpExchange
{
    private readonly SocketConnection _connection;
    private readonly CallClock _clock;
    private readonly ReceiveOptions _options;
    private readonly ResponseReader _reader;
    private bool _isSent;

    /// <summary>Prepares an exchange.</summary>
    /// <param name="connection">An open connection; stays the caller's.</param>
    /// <param name="clock">Ends the waits.</param>
    /// <param name="options">How the response is read; null: as is the default.</param>
    public HttpExchange(SocketConnection connection, CallClock clock, ReceiveOptions? options = null)
    {
        _connection = connection;
        _clock = clock;
        _options = options ?? new ReceiveOptions();
        _reader = new ResponseReader(connection, clock, _options);
    }

    /// <summary>Whether any byte of the response has come.</summary>
    public bool ResponseBegan => _reader.Began;

    /// <summary>Whether the connection can carry another exchange (RFC 9112, 9.3); known once the body has come.</summary>
    public bool CanGoOn => _reader.CanGoOn;

    /// <summary>Whether a timeout and a stop put back what came of the response, to be received again, unless its body goes into a file.</summary>
    public bool PutsBack
    {
        get => _reader.PutsBack;
        init => _reader.PutsBack = value;
    }

    /// <summary>Whether the response that did not come in time was put back.</summary>
    internal bool ResponseIsBack => _reader.IsBack;

    /// <summary>Whether the request went out, and its response is still to be received from its beginning.</summary>
    internal bool ResponseIsDue => _isSent && (!_reader.Began || _reader.IsBack);

    /// <summary>Sends a request and reads its response whole.</summary>
    /// <exception cref="SocketToolsException">A timeout, an early end, a budget, a violation; <see cref="SocketToolsException.Partial"/>
    /// is the <see cref="RawHttpResponse"/> with what came of the body, or the bytes that came where it has no whole header block.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    public RawHttpResponse Run(HttpRequest request)
    {
        using Download? download = NewDownload(_options, request.Method);
        return Run(request, download);
    }

    /// <summary>The same on a connection where other responses may be due: none of them is taken for this one, and this one, where it does not come in
    /// time, for no other.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: another is due, and nothing was sent; otherwise as
    /// <see cref="Run(HttpRequest)"/>.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    public RawHttpResponse RunAlone(HttpRequest request)
    {
        _connection.Due.ForgetTaken();
        if (_connection.Due.Count is int due and > 0)
        {
            throw FaultFactory.InvalidRequest($"{(due == 1 ? "A response is" : $"{due} responses are")} still due on the connection, and would be taken for this one: receive first what is due. Nothing was sent.");
        }

        try
        {
            return Run(request);
        }
        catch (SocketToolsException late) when (late.Fault == Fault.ReceiveTimeout && ResponseIsDue)
        {
            _connection.Due.Add(new HttpCommand(request));
            throw HttpFaults.ResponseStillDue(late);
        }
        catch (OperationCanceledException) when (ResponseIsDue)
        {
            _connection.Due.Add(new HttpCommand(request));
            throw;
        }
    }

    /// <summary>Sends a request, body and all; its response is due then, and read later.</summary>
    /// <exception cref="SocketToolsException">A timeout, a reset, a bad request.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    public void Send(HttpRequest request)
    {
        request.Body?.Ready(_clock);
        _connection.RefuseBehindCut();
        using Outgoing? body = NewSender(request).Begin(request);
        if (body is not null)
        {
            new WatchedSending(_connection, _clock).Finish(request, body);
        }

        _connection.Due.Add(new HttpCommand(request));
    }

    /// <summary>Reads the next response whole, as that to the oldest request that is due (RFC 9112, 9.3.2).</summary>
    /// <param name="method">The request's method, where the request was not sent as one.</param>
    /// <exception cref="SocketToolsException">As <see cref="Run(HttpRequest)"/>.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    public RawHttpResponse ReceiveNext(string method)
    {
        DueAnswers due = _connection.Due;
        due.ForgetTaken();
        HttpRequest? request = (due.Next as HttpCommand)?.Request;
        try
        {
            RawHttpResponse response = Receive(request, request?.Method ?? method);
            due.NoteAnswer();
            return response;
        }
        catch (SocketToolsException fault) when (fault.Partial is RawHttpResponse && !ResponseIsBack)
        {
            // It began and failed, and has answered its request all the same.
            due.NoteAnswer();
            throw;
        }
    }

    /// <summary>Reads a response whole.</summary>
    /// <param name="request">What it answers; null where that is not known.</param>
    /// <param name="method">The request's method: it decides whether there is a body.</param>
    /// <exception cref="SocketToolsException">As <see cref="Run(HttpRequest)"/>.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    public RawHttpResponse Receive(HttpRequest? request, string method)
    {
        using Download? download = NewDownload(_options, method);
        try
        {
            return Complete(_reader.Read(request, method, new ResponseTiming(), download), download);
        }
        catch (SocketToolsException fault) when (download?.PartPath is string part)
        {
            throw HttpFaults.BodyLeftInPart(fault, part);
        }
    }

    /// <summary>Every response that lies in some bytes.</summary>
    /// <param name="bytes">The bytes as they came.</param>
    /// <param name="method">The method of the requests.</param>
    /// <param name="options">How the responses are read.</param>
    /// <param name="clock">Ends the work; null: nothing does.</param>
    /// <exception cref="SocketToolsException">As <see cref="Run(HttpRequest)"/>.</exception>
    public static IEnumerable<RawHttpResponse> Parse(byte[] bytes, string method, ReceiveOptions options, CallClock? clock = null)
    {
        using SocketConnection connection = SocketConnection.OverBytes(bytes);
        clock ??= new CallClock(default, default);
        do
        {
            yield return new HttpExchange(connection, clock, options).Receive(null, method);
        }
        while (connection.HasMore(clock));
    }

    /// <summary>The request as it goes out, its body included.</summary>
    /// <param name="request">The request.</param>
    /// <param name="clock">Ends the wait for a body that is a pipe; null: nothing does.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: the body's file cannot be read.</exception>
    public static byte[] ToBytes(HttpRequest request, CallClock? clock = null)
    {
        request.FrameBody();
        return RequestSender.ToBytes(request, clock ?? new CallClock(default, default));
    }

    internal RawHttpResponse Run(HttpRequest request, Download? download)
    {
        var timing = new ResponseTiming();
        download?.Ask(request);
        if (request.ExactBytes is null)
        {
            request.FrameBody();
        }

        request.Body?.Ready(_clock);
        _connection.RefuseBehindCut();
        using Outgoing? body = Begin(request);
        timing.RequestSent = _clock.Elapsed;
        _isSent = body is null;
        try
        {
            return Complete(_reader.Read(request, request.Method, timing, download, body), download);
        }
        catch (SocketToolsException cut) when (body is { IsSent: false } && (cut.Fault == Fault.SendTimeout || (body.Failure is not null && !_reader.Began)))
        {
            throw FaultFactory.SendCutShort(body.Failure ?? cut, body.Sent, request.Body?.Length ?? request.ExactBytes?.Length ?? body.Sent).WithPartial(cut.Partial);
        }
        finally
        {
            _isSent |= body is { IsSent: true };
            timing.RequestSent = body is { IsSent: true } ? body.SentAfter : timing.RequestSent;
        }
    }

    // The answer to HEAD has no body: an empty file would take the place of one that is there.
    private Download? NewDownload(ReceiveOptions options, string method) => options.OutFile is not null && method != "HEAD" ? new Download(options, _clock) : null;

    private static RawHttpResponse Complete(RawHttpResponse response, Download? download)
    {
        if (download is null)
        {
            return response;
        }

        // 416: either everything is there already, or what is there is of another version, and longer.
        if (response.IsSuccess || download.IsWhole(response))
        {
            download.Complete();
            response.OutFile = download.Path;
        }
        else if (response.StatusCode == 416 && download.Offset > 0)
        {
            throw HttpFaults.CannotResume(response.RequestUri?.ToString() ?? download.Path, response);
        }

        return response;
    }

    // A large body goes out while its response is awaited. A server may refuse one while it is being sent, answer, and reset: its answer is
    // worth more than our failure (RFC 9112, 9.5).
    private Outgoing? Begin(HttpRequest request)
    {
        RequestSender sender = NewSender(request);
        if (request.ExpectsContinue)
        {
            sender.SendHead(request);
            request.BodyWasRefused = !Consents();
            return request.BodyWasRefused ? null : sender.BeginBody(request);
        }

        try
        {
            return sender.Begin(request);
        }
        catch (SocketToolsException broken) when (broken.Fault == Fault.ConnectionReset && request.Body is not null && _connection.IsAnswered)
        {
            request.BodyWasRefused = true;
            return null;
        }
    }

    // RFC 9110, 10.1.1: a client that waits for 100 must not wait for ever: the server may not know the expectation.
    private bool Consents()
    {
        TimeSpan patience = _options.ContinueTimeout;
        return !_connection.WaitForData(patience, _clock) || _reader.AwaitsBody();
    }

    private RequestSender NewSender(HttpRequest request) =>
        new(_connection, _clock, _options.Progress is Action<long, long?> progress ? sent => progress(sent, request.Body?.Length) : null);
}
