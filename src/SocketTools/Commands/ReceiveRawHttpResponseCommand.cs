using System.Management.Automation;
using SocketTools.Binding;
using SocketTools.CommandBases;
using SocketTools.Http;
using SocketTools.Limits;

namespace SocketTools.Commands;

/// <summary>Receives responses on a connection, in the order of the requests.</summary>
[Cmdlet(VerbsCommunications.Receive, "RawHttpResponse", SupportsShouldProcess = true, HelpUri = HelpPage.At + "Receive-RawHttpResponse.md")]
[OutputType(typeof(RawHttpResponse))]
public sealed class ReceiveRawHttpResponseCommand : ReceiveCmdlet
{
    /// <summary>How many responses.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = 1;

    /// <summary>The method of the request, where it was not sent with Send-RawHttpRequest: it decides whether there is a body.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(HttpMethodCompleter))]
    public string Method { get; set; } = "GET";

    /// <summary>Undoes content codings.</summary>
    [Parameter]
    public SwitchParameter Decompress { get; set; }

    /// <summary>Writes the body of a success to this file; it carries its name only once it is whole.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OutFile { get; set; }

    /// <summary>Leaves a file that is there as it is: then it is an error.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Takes a body that goes until the end as whole, even where TLS was not ended by the peer.</summary>
    [Parameter]
    public SwitchParameter AllowTruncatedTls { get; set; }

    /// <summary>The largest header block, in bytes; trailers and chunk lines alike.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int MaxHeaderBytes { get; set; } = Budgets.MaxHeaderBytes;

    /// <summary>The largest body, in bytes, decoded; where not given, 1 GiB in memory and no limit into a file.</summary>
    [Parameter]
    [ValidateRange(0L, long.MaxValue)]
    public long MaxBodyBytes { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Connection, () =>
    {
        string? path = OutFile is null ? null : FilePath.ResolveTarget(this, OutFile, NoClobber);
        if (OutFile is not null && path is null)
        {
            return;
        }

        var options = new ReceiveOptions
        {
            MaxHeaderBytes = MaxHeaderBytes,
            MaxBodyBytes = IsBound(nameof(MaxBodyBytes)) ? MaxBodyBytes : null,
            Decompress = Decompress,
            OutFile = path,
            AllowTruncatedTls = AllowTruncatedTls,
        };
        CallClock clock = StartClock(Connection);
        for (int i = 0; i < Count; i++)
        {
            RawHttpResponse response = new HttpExchange(Connection, clock, options) { PutsBack = true }.ReceiveNext(Method);
            response.Connection = Connection;
            WriteObject(response);
        }
    });
}
