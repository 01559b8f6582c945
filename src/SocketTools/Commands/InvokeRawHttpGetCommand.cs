using System;
using System.Collections;
using System.Management.Automation;
using SocketTools.Binding;
using SocketTools.CommandBases;
using SocketTools.Http;
using SocketTools.Limits;

namespace SocketTools.Commands;

/// <summary>Fetches URIs over raw HTTP.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "RawHttpGet")]
[OutputType(typeof(RawHttpResponse))]
public sealed class InvokeRawHttpGetCommand : ConnectingCmdlet
{
    private HttpFetcher _fetcher = null!;

    /// <summary>What to fetch; without a scheme it is http.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Url", "RequestUri")]
    [ValidateNotNullOrEmpty]
    [UriTransformation]
    public string[] Uri { get; set; } = null!;

    /// <summary>The version to speak: 1.1 or 1.0.</summary>
    [Parameter]
    [HttpVersionTransformation]
    public Version HttpVersion { get; set; } = new(1, 1);

    /// <summary>Fields to send; an array value is the field repeated, $null leaves a field of ours out.</summary>
    [Parameter]
    public IDictionary? Headers { get; set; }

    /// <summary>The Unix socket to connect to; the URI's host goes into the Host field only.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? UnixSocket { get; set; }

    /// <summary>Takes a body that goes until the end as whole, even where TLS was not ended by the peer.</summary>
    [Parameter]
    public SwitchParameter AllowTruncatedTls { get; set; }

    /// <summary>The limit on each fetch, in seconds; 0: none.</summary>
    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    public double TimeoutSec { get; set; }

    /// <summary>The largest header block, in bytes; trailers and chunk lines alike.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int MaxHeaderBytes { get; set; } = Budgets.MaxHeaderBytes;

    /// <summary>The largest body, in bytes.</summary>
    [Parameter]
    [ValidateRange(0L, long.MaxValue)]
    public long MaxBodyBytes { get; set; } = Budgets.MaxBodyBytes;

    /// <inheritdoc/>
    protected override void BeginProcessing() => _fetcher = new HttpFetcher
    {
        Opener = NewOpener(),
        SecureOpener = NewOpener(TlsSettings),
        AllowTruncatedTls = AllowTruncatedTls,
        UnixSocket = UnixSocket is null ? null : UnixPath.Resolve(this, UnixSocket),
        MaxHeaderBytes = MaxHeaderBytes,
        MaxBodyBytes = MaxBodyBytes,
    };

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string uri in Uri)
        {
            HttpTarget? target = null;
            if (!Attempt(uri, () => target = HttpTarget.Parse(uri)))
            {
                continue;
            }

            if (target!.HadUserInfo)
            {
                WriteWarning($"The user name in the URI of {target.EndPoint} was left out: nothing of it is sent.");
            }

            Attempt(target.HadUserInfo ? target.Uri : uri, () =>
            {
                var request = new HttpRequest("GET", target, HttpVersion);
                request.SetAll(HeaderPairs.Of(Headers));
                WriteObject(_fetcher.Fetch(request, StartClock(TimeoutSec)));
            });
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _fetcher?.Dispose();
        }

        base.Dispose(disposing);
    }
}
