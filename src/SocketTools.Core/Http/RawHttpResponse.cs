using System;
using System.Collections.Generic;
using SocketTools.Connections;
using SocketTools.Tracing;

namespace SocketTools.Http;

/// <summary>A response as it came: nothing followed, decoded or thrown away behind the user's back.</summary>
public sealed class RawHttpResponse
{
    private readonly ResponseHead _head;

    internal RawHttpResponse(HttpRequest? request, ResponseHead head)
    {
        _head = head;
        RequestUri = request?.Target.Uri;
        RequestBytes = request?.ToRedactedBytes() ?? Array.Empty<byte>();
    }

    /// <summary>The URI that was asked for; null where the request is not known.</summary>
    public Uri? RequestUri { get; }

    /// <summary>1.0 or 1.1, as the server says.</summary>
    public Version HttpVersion => _head.HttpVersion;

    /// <summary>100 to 999.</summary>
    public int StatusCode => _head.StatusCode;

    /// <summary>The words behind the status code; may be empty.</summary>
    public string ReasonPhrase => _head.ReasonPhrase;

    /// <summary>The fields as received, in order, duplicates kept.</summary>
    public HttpFieldCollection Headers => _head.Headers;

    /// <summary>The bytes of status line and fields, the empty line included.</summary>
    public byte[] RawHeader => _head.RawHeader;

    /// <summary>The body, transfer coding undone, content coding left.</summary>
    public byte[] Body { get; internal set; } = Array.Empty<byte>();

    /// <summary>The body as text, by the charset of Content-Type or its byte order mark; UTF-8 where neither says.</summary>
    public string Content => BodyText.Decode(Body, Headers["Content-Type"]);

    /// <summary>The error that says that this is no success, with the start of what the server says about it.</summary>
    /// <param name="uri">What was asked for, as it may be shown.</param>
    public Faults.SocketToolsException NoSuccess(string uri) => HttpFaults.NoSuccess(uri, ToString(), Hide(BodyText.Start(Body, Headers)), this);

    /// <summary>The fields behind a chunked body.</summary>
    public HttpFieldCollection Trailers { get; internal set; } = new();

    /// <summary>The 1xx responses that came before.</summary>
    public IReadOnlyList<ResponseHead> Informational { get; internal set; } = Array.Empty<ResponseHead>();

    /// <summary>How long each stage took.</summary>
    public ResponseTiming Timing { get; internal set; } = new();

    /// <summary>The redirects that were followed on the way here, oldest first.</summary>
    public IReadOnlyList<RawHttpResponse> RedirectHistory { get; internal set; } = Array.Empty<RawHttpResponse>();

    /// <summary>The full path of the file that the body was written to; null where it is in <see cref="Body"/>.</summary>
    public string? OutFile { get; internal set; }

    /// <summary>Whether the status says success (2xx).</summary>
    public bool IsSuccess => StatusCode is >= 200 and < 300;

    /// <summary>The bytes of the request's header, secrets redacted.</summary>
    public byte[] RequestBytes { get; }

    /// <summary>The connection, where the caller gave one or asked to keep it.</summary>
    public SocketConnection? Connection { get; set; }

    /// <summary>What crossed the wire for this response, from its request on; null: it was not recorded.</summary>
    public SocketTranscript? Transcript { get; set; }

    /// <summary>The status line as it came.</summary>
    internal string StatusLine => $"HTTP/{HttpVersion} {StatusCode} {ReasonPhrase}".TrimEnd();

    /// <summary>The secrets that were said on its connection; null: none that anybody knows of.</summary>
    internal KnownSecrets? Secrets { get; set; }

    /// <summary>The status line, for people: what it repeats of secrets that were said on the connection is stars.</summary>
    public override string ToString() => Hide(StatusLine);

    /// <summary>Text of the server's as it may be shown.</summary>
    internal string Hide(string text) => Secrets?.Hide(text) ?? text;
}
