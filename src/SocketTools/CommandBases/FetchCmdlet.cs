using System.Management.Automation;
using SocketTools.Binding;
using SocketTools.Bodies;
using SocketTools.Limits;
using SocketTools.Reporting;

namespace SocketTools.CommandBases;

/// <summary>A cmdlet that fetches what URIs name, into memory or a file.</summary>
public abstract class FetchCmdlet : RecordingCmdlet
{
    private TransferProgress? _progress;
    private string? _written;

    /// <summary>What to fetch; without a scheme it is http.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Url", "RequestUri")]
    [ValidateNotNullOrEmpty]
    [UriTransformation]
    public string[] Uri { get; set; } = null!;

    /// <summary>Writes the content to this file; it carries its name only once it is whole.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OutFile { get; set; }

    /// <summary>Leaves a file that is there as it is: then it is an error.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Continues what an earlier -OutFile left, if it is still the same file there.</summary>
    [Parameter]
    public SwitchParameter Resume { get; set; }

    /// <summary>Name and password: Basic authentication over http, and the login over ftp.</summary>
    [Parameter]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>Sends secrets over connections that are not protected by TLS too.</summary>
    [Parameter]
    public SwitchParameter AllowUnencryptedAuthentication { get; set; }

    /// <summary>How many redirects to follow; 0 follows none.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int MaximumRedirection { get; set; } = Budgets.MaximumRedirection;

    /// <summary>Follows redirects from https to http too.</summary>
    [Parameter]
    public SwitchParameter AllowInsecureRedirect { get; set; }

    /// <summary>Takes content that goes until the end as whole, even where TLS was not ended by the peer.</summary>
    [Parameter]
    public SwitchParameter AllowTruncatedTls { get; set; }

    /// <summary>The limit on each fetch, in seconds; 0: none.</summary>
    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    public double TimeoutSec { get; set; }

    /// <summary>The largest content, in bytes, decoded; where not given, 1 GiB in memory, 16 MiB for a listing, and no limit into a file.</summary>
    [Parameter]
    [ValidateRange(0L, long.MaxValue)]
    public long MaxBodyBytes { get; set; }

    /// <summary>What is being fetched, for the progress.</summary>
    protected abstract string Fetched { get; }

    /// <summary>The full path of <see cref="OutFile"/>; null: memory.</summary>
    protected string? OutPath => OutFile is null ? null : FilePath.Resolve(this, OutFile);

    /// <summary><see cref="MaxBodyBytes"/>, where it was given.</summary>
    protected long? BodyBudget => IsBound(nameof(MaxBodyBytes)) ? MaxBodyBytes : null;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        Demand(!Resume || OutFile is not null, "-Resume goes with -OutFile.");
        Demand(!Resume || !NoClobber, "-Resume goes on with a file that is there, -NoClobber leaves it: give one of them.");
        Demand(!NoClobber || OutFile is not null, "-NoClobber goes with -OutFile.");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            EndProgress();
        }

        base.Dispose(disposing);
    }

    /// <summary>Refuses what would go to the place of what this call has fetched before it.</summary>
    /// <param name="shown">What is to be fetched.</param>
    /// <returns>Whether to fetch it: -WhatIf and -Confirm may say that the file stays as it is.</returns>
    protected bool ClaimOutFile(string shown)
    {
        if (OutFile is not null && FilePath.ResolveTarget(this, OutFile, NoClobber) is null)
        {
            return false;
        }

        if (OutPath is string path && !ResumableFile.IsWrittenDirectly(path))
        {
            Demand(_written is null, $"-OutFile names one file, which {_written} has had in this call: fetch {shown} by a call of its own. It was not fetched.");
            _written = shown;
        }

        return true;
    }

    /// <summary>Shows how a fetch goes on.</summary>
    /// <param name="bytes">How many bytes have come.</param>
    /// <param name="total">How many there will be; null where that is not known.</param>
    protected void ShowProgress(long bytes, long? total)
    {
        _progress ??= new TransferProgress(this, $"{MyInvocation.MyCommand.Name} {Fetched}", total);
        _progress.Report(bytes);
    }

    /// <summary>The fetch has ended, one way or the other.</summary>
    protected void EndProgress()
    {
        _progress?.Dispose();
        _progress = null;
    }
}
