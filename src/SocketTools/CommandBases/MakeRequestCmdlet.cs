using System;
using System.Collections;
using System.Management.Automation;
using SocketTools.Binding;
using SocketTools.Http;

namespace SocketTools.CommandBases;

/// <summary>A cmdlet that makes requests by hand.</summary>
public abstract class MakeRequestCmdlet : SocketCmdlet
{
    /// <summary>What to ask for; without a scheme it is http.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Url", "RequestUri")]
    [ValidateNotNullOrEmpty]
    [UriTransformation]
    public string[] Uri { get; set; } = null!;

    /// <summary>The method, sent as it is.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(HttpMethodCompleter))]
    public string Method { get; set; } = "GET";

    /// <summary>The version to speak: 1.1 or 1.0.</summary>
    [Parameter]
    [ValidateNotNull]
    [HttpVersionTransformation]
    [ArgumentCompleter(typeof(HttpVersionCompleter))]
    public Version HttpVersion { get; set; } = new(1, 1);

    /// <summary>Fields to send; an array value is the field repeated, $null leaves a field of ours out.</summary>
    [Parameter]
    public IDictionary? Headers { get; set; }

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

    /// <summary>The value of User-Agent.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? UserAgent { get; set; }

    /// <summary>Sends the body in chunks.</summary>
    [Parameter]
    public SwitchParameter Chunked { get; set; }

    /// <summary>Fields behind a chunked body.</summary>
    [Parameter]
    public IDictionary? Trailers { get; set; }

    /// <summary>What is asked for, where that is not the URI's path: *, absolute form or authority form.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RequestTarget { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        Demand(Body is null || InFile is null, "-Body and -InFile exclude each other.");
        Demand(Form is null || (Body is null && InFile is null && ContentType is null), "-Form is the body and names its type: leave out -Body, -InFile and -ContentType.");
        if (HttpMethods.Misspelt(Method) is string warning)
        {
            WriteWarning(warning);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string uri in Uri)
        {
            Attempt(HttpTarget.Shown(uri), () =>
            {
                HttpTarget target = HttpTarget.Parse(uri);
                if (target.HadUserInfo)
                {
                    WriteWarning($"The user name in the URI of {target.EndPoint} was left out: nothing of it is sent. Put an Authorization field into -Headers to send one.");
                }

                bool isQuery = RequestBodies.GoesIntoQuery(Method, Body);
                var bodies = new RequestBodies(this, Headers, ContentType);
                var request = new HttpRequest(Method, isQuery ? HttpTarget.Parse(RequestBodies.WithQuery(target.Uri.OriginalString, Body!)) : target, HttpVersion)
                {
                    RequestTarget = RequestTarget,
                    Body = isQuery ? null : bodies.Of(Body, InFile, Form),
                    IsChunked = Chunked,
                };
                if (UserAgent is not null)
                {
                    request.Set("User-Agent", UserAgent);
                }

                if (bodies.ContentType is string type)
                {
                    request.Set("Content-Type", type);
                }

                request.SetAll(HeaderPairs.Of(Headers));
                request.AddTrailers(HeaderPairs.Of(Trailers));
                Take(request);
            });
        }
    }

    /// <summary>Does with a request what the cmdlet is for.</summary>
    protected abstract void Take(HttpRequest request);
}
