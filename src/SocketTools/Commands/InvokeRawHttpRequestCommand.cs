using System;
using System.Collections;
using System.Management.Automation;
using SocketTools.Binding;
using SocketTools.CommandBases;
using SocketTools.Http;

namespace SocketTools.Commands;

/// <summary>Sends any request over raw HTTP and reads its response.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "RawHttpRequest", SupportsShouldProcess = true, HelpUri = HelpPage.At + "Invoke-RawHttpRequest.md")]
[OutputType(typeof(RawHttpResponse))]
public sealed class InvokeRawHttpRequestCommand : InvokeHttpCmdlet
{
    private static readonly string[] s_safeMethods = { "GET", "HEAD", "OPTIONS", "TRACE" };

    /// <summary>The method, sent as it is.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(HttpMethodCompleter))]
    public string Method { get; set; } = "GET";

    /// <summary>Text or bytes to send, or a dictionary as the fields of a form: with GET and HEAD they are the query.</summary>
    [Parameter]
    [RequestBodyTransformation]
    public WireData? Body { get; set; }

    /// <summary>A file to send.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? InFile { get; set; }

    /// <summary>The fields of a form in many parts (multipart/form-data): text, bytes, or files as Get-Item gives them, which are streamed.</summary>
    [Parameter]
    public IDictionary? Form { get; set; }

    /// <summary>The media type of the body.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ContentType { get; set; }

    /// <summary>Sends the body in chunks.</summary>
    [Parameter]
    public SwitchParameter Chunked { get; set; }

    /// <summary>Fields behind a chunked body.</summary>
    [Parameter]
    public IDictionary? Trailers { get; set; }

    /// <summary>How long a body with Expect: 100-continue waits for the server's consent, in seconds.</summary>
    [Parameter]
    [ValidateRange(0.0, 86400.0)]
    public double ContinueTimeoutSec { get; set; } = 1;

    /// <summary>What is asked for, where that is not the URI's path: *, absolute form or authority form.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RequestTarget { get; set; }

    /// <summary>Exactly these bytes in place of everything else; the URI says where to.</summary>
    [Parameter]
    [WireDataTransformation]
    public WireData? RequestBytes { get; set; }

    /// <inheritdoc/>
    protected override TimeSpan ContinueTimeout => TimeSpan.FromSeconds(ContinueTimeoutSec);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        Demand(Body is null || InFile is null, "-Body and -InFile exclude each other.");
        Demand(Form is null || (Body is null && InFile is null && ContentType is null), "-Form is the body and names its type: leave out -Body, -InFile and -ContentType.");
        Demand(RequestBytes is null || (Body is null && InFile is null && Form is null && Headers is null && Trailers is null), "-RequestBytes are the whole request: leave out -Headers, -Body, -InFile, -Form and -Trailers.");
        Demand(OutFile is null || Method != "HEAD", "The answer to HEAD has no body for -OutFile: leave it out.");
        Demand(!Resume || Method == "GET", "-Resume asks for a range, which only GET has (RFC 9110, 14.2): leave it out.");
        base.BeginProcessing();
        if (RequestBytes is null && HttpMethods.Misspelt(Method) is string warning)
        {
            WriteWarning(warning);
        }
    }

    /// <summary>What a safe method asks for changes nothing (RFC 9110, 9.2.1); what -RequestBytes ask for nobody knows.</summary>
    protected override bool MaySend(object target) =>
        (RequestBytes is null && Array.IndexOf(s_safeMethods, Method) >= 0) || ShouldProcess(target.ToString(), RequestBytes is null ? Method : "Send the bytes");

    /// <inheritdoc/>
    protected override HttpRequest NewRequest(HttpTarget target)
    {
        bool isQuery = RequestBodies.GoesIntoQuery(Method, Body);
        var bodies = new RequestBodies(this, Headers, ContentType);
        var request = new HttpRequest(Method, isQuery ? HttpTarget.Parse(RequestBodies.WithQuery(target.Uri.OriginalString, Body!)) : target, HttpVersion)
        {
            RequestTarget = RequestTarget,
            Body = isQuery ? null : bodies.Of(Body, InFile, Form),
            IsChunked = Chunked,
            ExactBytes = RequestBytes?.ToArray(HttpRequest.FieldEncoding),
        };
        if (bodies.ContentType is string type)
        {
            request.Set("Content-Type", type);
        }

        request.AddTrailers(HeaderPairs.Of(Trailers));
        return request;
    }
}
