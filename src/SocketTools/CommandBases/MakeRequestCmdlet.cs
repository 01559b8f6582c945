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
    [HttpVersionTransformation]
    [ArgumentCompleter(typeof(HttpVersionCompleter))]
    public Version HttpVersion { get; set; } = new(1, 1);

    /// <summary>Fields to send; an array value is the field repeated, $null leaves a field of ours out.</summary>
    [Parameter]
    public IDictionary? Headers { get; set; }

    /// <summary>Text or bytes to send.</summary>
    [Parameter]
    [WireDataTransformation]
    public WireData? Body { get; set; }

    /// <summary>A file to send.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? InFile { get; set; }

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

                var request = new HttpRequest(Method, target, HttpVersion)
                {
                    RequestTarget = RequestTarget,
                    Body = RequestBodies.Of(this, Body, InFile, Headers),
                    IsChunked = Chunked,
                };
                request.SetAll(HeaderPairs.Of(Headers));
                request.AddTrailers(HeaderPairs.Of(Trailers));
                Take(request);
            });
        }
    }

    /// <summary>Does with a request what the cmdlet is for.</summary>
    protected abstract void Take(HttpRequest request);
}
