using System;
using System.Collections.Generic;
using System.IO;
using SocketTools.Bodies;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Limits;

namespace SocketTools.Http;

/// <summary>Reads one response off a connection (RFC 9112, 4 to 8).</summary>
internal sealed class ResponseReader
{
    private const int FirstRead = 16 * 1024;
    private const int CopySize = 64 * 1024;

    private readonly SocketConnection _connection;
    private readonly CallClock _clock;
    private readonly ReceiveOptions _options;
    private readonly List<ResponseHead> _interim = new();
    private ResponseHead? _final;
    private int _headBudget;

    /// <summary>Prepares to read.</summary>
    internal ResponseReader(SocketConnection connection, CallClock clock, ReceiveOptions options)
    {
        _connection = connection;
        _clock = clock;
        _options = options;
        _headBudget = options.MaxHeaderBytes;
    }

    /// <summary>Whether any byte of the response has come.</summary>
    internal bool Began { get; private set; }

    /// <summary>Whether the connection can carry another exchange; known once the body has come.</summary>
    internal bool CanGoOn { get; private set; }

    /// <summary>Whether a wait that ends early puts the response back, as far as it came, to be read again; not from a file.</summary>
    internal bool PutsBack { get; set; }

    /// <summary>Whether the response was put back.</summary>
    internal bool IsBack { get; private set; }

    /// <summary>Reads the response whole.</summary>
    /// <param name="request">What it answers; null where that is not known.</param>
    /// <param name="method">The request's method.</param>
    /// <param name="timing">Filled in.</param>
    /// <param name="download">The file its body goes to, if it is a success; null: memory.</param>
    /// <param name="outgoing">The request's body, on its way while this reads; null: it is out.</param>
    internal RawHttpResponse Read(HttpRequest? request, string method, ResponseTiming timing, Download? download, Outgoing? outgoing = null)
    {
        try
        {
            return ReadWhole(request, method, timing, download, outgoing);
        }
        catch (SocketToolsException fault) when (_connection.Hide(fault) is SocketToolsException shown)
        {
            throw shown;
        }
    }

    /// <summary>Waits for the first interim or final header block, and leaves a final one for <see cref="Read"/>.</summary>
    /// <returns>Whether the server consents to the body (RFC 9110, 10.1.1).</returns>
    internal bool AwaitsBody()
    {
        AwaitFirstByte();
        ResponseHead? head = ReadHead();
        while (head.IsInterim)
        {
            if (head.StatusCode == 100)
            {
                return true;
            }

            head = ReadHead();
        }

        _final = head;
        return false;
    }

    /// <summary>Whether a final response says that the rest of the body is not wanted. A success may come while it is read: an echo does.</summary>
    internal static bool EndsSending(ResponseHead head) => head.StatusCode >= 300;

    private RawHttpResponse ReadWhole(HttpRequest? request, string method, ResponseTiming timing, Download? download, Outgoing? outgoing)
    {
        AwaitFirstByte();
        timing.FirstByte = _clock.Elapsed;
        ResponseHead head = ReadHead();
        while (head.IsInterim)
        {
            head = ReadHead();
        }

        if (EndsSending(head))
        {
            EndSending(request, outgoing);
        }

        var response = new RawHttpResponse(request, head) { Informational = _interim, Timing = timing, Secrets = _connection.Secrets };
        try
        {
            BodyFraming framing = BodyFraming.Choose(method, head, _options.MaxHeaderBytes);
            response.Trailers = framing.Trailers;
            ReadBody(framing, request, response, head, download);
            EndSending(request, outgoing);
            CanGoOn = framing.EndsBeforeConnection && !BodyFraming.BeginsTunnel(method, head) && AllowsKeeping(request, head);
        }
        catch (SocketToolsException fault)
        {
            throw fault.WithPartial(response);
        }

        timing.Total = _clock.Elapsed;
        return response;
    }

    // What is not out by now, nobody waits for; and the next request would be taken for it.
    private static void EndSending(HttpRequest? request, Outgoing? outgoing)
    {
        if (outgoing is not null && !outgoing.CheckSent())
        {
            outgoing.Dispose();
            request!.BodyWasRefused = true;
        }
    }

    private void AwaitFirstByte()
    {
        if (_final is not null)
        {
            return;
        }

        using (Receiving receiving = _connection.Receive(_clock))
        {
            if (!receiving.HasMore(FirstRead))
            {
                throw receiving.EndBefore("a response");
            }
        }

        Began = true;
    }

    private ResponseHead ReadHead()
    {
        if (_final is ResponseHead final)
        {
            _final = null;
            return final;
        }

        ResponseHead head;
        try
        {
            using Receiving receiving = _connection.Receive(_clock);
            head = receiving.ReadMessage(new ResponseHeadScanner(_headBudget, _options.MaxHeaderBytes), ResponseHead.Parse, "the response's header block");
        }
        catch (Exception early) when (PutsBack && EndsEarly(early))
        {
            using Receiving receiving = _connection.Receive(_clock);
            PutBack(receiving, new ArraySegment<byte>(Array.Empty<byte>()), null);
            if (early is SocketToolsException late && receiving.Count > 0)
            {
                throw late.WithPartial(receiving.Copy(receiving.Count));
            }

            throw;
        }
        catch (SocketToolsException fault) when (_connection.Available > 0)
        {
            using Receiving receiving = _connection.Receive(_clock);
            throw fault.WithPartial(receiving.Copy(receiving.Count));
        }

        if (head.IsInterim)
        {
            // RFC 9110, 15.2: any number of interim responses may come; an endless series runs into the header budget.
            _interim.Add(head);
            _headBudget -= head.RawHeader.Length;
        }

        return head;
    }

    private void ReadBody(BodyFraming framing, HttpRequest? request, RawHttpResponse response, ResponseHead head, Download? download)
    {
        using Receiving receiving = _connection.Receive(_clock);

        // What is not taken apart on its way into memory need not be kept twice.
        bool isDecoded = _options.Decompress || framing is ChunkedFraming;
        using var carried = PutsBack && isDecoded ? new MemoryStream() : null;
        using var reader = new BodyReader(receiving, framing, _options.AllowTruncatedTls) { Carried = carried };
        if (download is not null && response.IsSuccess)
        {
            download.Begin(request, head);
            long? total = (framing as FixedLengthFraming)?.Length + download.Offset;
            Receive(reader, framing, head, Reporting(new FileBody(download.Stream, download.Offset, _options.MaxBodyBytes), download.Offset, total));
            return;
        }

        var body = new MemoryBody(_options.MaxBodyBytes ?? Budgets.MaxBodyBytes);
        try
        {
            Receive(reader, framing, head, Reporting(body, 0, (framing as FixedLengthFraming)?.Length));
        }
        catch (Exception early) when (PutsBack && EndsEarly(early))
        {
            PutBack(receiving, carried is null ? new ArraySegment<byte>(body.ToArray()) : new ArraySegment<byte>(carried.GetBuffer(), 0, (int)carried.Length), head);
            throw;
        }
        finally
        {
            response.Body = body.ToArray();
        }
    }

    private static bool EndsEarly(Exception exception) => exception is OperationCanceledException or SocketToolsException { Fault: Fault.ReceiveTimeout };

    // The last first, so that all lies again in the order in which it came.
    private void PutBack(Receiving receiving, ArraySegment<byte> body, ResponseHead? head)
    {
        receiving.PutBack(body);
        if (head is not null)
        {
            receiving.PutBack(new ArraySegment<byte>(head.RawHeader));
        }

        for (int i = _interim.Count - 1; i >= 0; i--)
        {
            receiving.PutBack(new ArraySegment<byte>(_interim[i].RawHeader));
        }

        IsBack = true;
    }

    private IBodySink Reporting(IBodySink sink, long offset, long? total) =>
        _options.Progress is Action<long, long?> progress ? new ReportingBody(sink, offset, total, progress) : sink;

    private void Receive(BodyReader reader, BodyFraming framing, ResponseHead head, IBodySink sink)
    {
        if (!_options.Decompress || framing.IsComplete || !head.Headers.Contains("Content-Encoding"))
        {
            reader.ReadAll(sink);
            return;
        }

        var decoders = new List<Stream>();
        try
        {
            ContentDecoder.Decode(reader, head.Headers, decoders, _clock);
            for (int i = decoders.Count - 1; i >= 0; i--)
            {
                // The last one gives the content. The others have given it what it asked for, and may not be at their ends yet.
                Copy(decoders[i], i == decoders.Count - 1 ? sink : DiscardedBody.Instance);
            }

            // A decoder may stop at its own end: what the framing still carries is no part of the content.
            reader.ReadAll(decoders.Count == 0 ? sink : DiscardedBody.Instance);
        }
        finally
        {
            decoders.ForEach(static decoder => decoder.Dispose());
        }
    }

    private static void Copy(Stream source, IBodySink sink)
    {
        var block = new byte[CopySize];
        int count;
        while ((count = source.Read(block, 0, block.Length)) > 0)
        {
            sink.Write(block, 0, count);
        }
    }

    // RFC 9112, 9.3; and 6.1: with both Transfer-Encoding and Content-Length the connection is not to be used again.
    private static bool AllowsKeeping(HttpRequest? request, ResponseHead head)
    {
        if (head.HttpVersion.Minor == 0 || request is { Version.Minor: 0 } or { BodyWasRefused: true } or { ExactBytes: not null } or { SaysItsLength: false })
        {
            return false;
        }

        bool doubtful = head.Headers.Contains("Transfer-Encoding") && head.Headers.Contains("Content-Length");
        return !doubtful && !head.Headers.ListNames("Connection", "close") && request?.Names("Connection", "close") != true;
    }
}
