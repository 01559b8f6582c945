using System.Management.Automation;
using System.Text;
using SocketTools.Binding;
using SocketTools.CommandBases;
using SocketTools.Connections;
using SocketTools.Http;
using SocketTools.Limits;
using SocketTools.Reporting;
using SocketTools.Url;

namespace SocketTools.Commands;

/// <summary>Gets what URIs name, whatever their scheme.</summary>
[Cmdlet(VerbsCommon.Get, "UriContent")]
[OutputType(typeof(UriContent))]
public sealed class GetUriContentCommand : ConnectingCmdlet
{
    private UriFetcher? _fetcher;
    private TransferProgress? _progress;
    private string _current = "";

    /// <summary>What to get; without a scheme it is http, or a file where it begins like a path.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Url", "RequestUri")]
    [ValidateNotNullOrEmpty]
    [UriTransformation]
    public string[] Uri { get; set; } = null!;

    /// <summary>Writes the content to this file; it carries its name only once it is whole.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OutFile { get; set; }

    /// <summary>Continues what an earlier -OutFile left, if it is still the same file there.</summary>
    [Parameter]
    public SwitchParameter Resume { get; set; }

    /// <summary>Name and password, for http and ftp.</summary>
    [Parameter]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>Sends -Credential over connections that are not protected by TLS too.</summary>
    [Parameter]
    public SwitchParameter AllowUnencryptedAuthentication { get; set; }

    /// <summary>Lets nothing cross the wire unprotected: asks for TLS over ftp, and refuses http and gopher.</summary>
    [Parameter]
    public SwitchParameter Tls { get; set; }

    /// <summary>How text is decoded; where not given, as the content says itself.</summary>
    [Parameter]
    [EncodingTransformation]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    public Encoding? Encoding { get; set; }

    /// <summary>How many redirects to follow over http.</summary>
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

    /// <summary>The largest content, in bytes; where not given, 1 GiB in memory, 16 MiB for a listing, and no limit into a file.</summary>
    [Parameter]
    [ValidateRange(0L, long.MaxValue)]
    public long MaxBodyBytes { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        Demand(!Resume || OutFile is not null, "-Resume goes with -OutFile.");
        Attempt(OutFile, () => _fetcher = new UriFetcher(NewOpener(), NewOpener(TlsSettings), Options()));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string text in Uri)
        {
            UriReference? uri = null;
            if (_fetcher is null || !Attempt(HttpTarget.Shown(text), () => uri = UriReference.Parse(text)))
            {
                continue;
            }

            if (uri!.HadUserInfo)
            {
                WriteWarning($"The user name in the URI {uri} was left out: nothing of it is sent. -Credential sends one.");
            }

            Get(uri);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _progress?.Dispose();
            _fetcher?.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Get(UriReference uri)
    {
        _current = uri.Text;
        UriContent? content = null;
        bool done = Attempt(uri.Text, () => content = _fetcher!.Fetch(uri, StartClock(TimeoutSec)));
        _progress?.Dispose();
        _progress = null;
        if (done)
        {
            WriteObject(content);
        }
    }

    private string? Destination()
    {
        string? path = OutFile is null ? null : FilePath.Resolve(this, OutFile);
        if (path is not null)
        {
            PartFile.RefuseReadOnly(path);
        }

        return path;
    }

    private UriOptions Options() => new()
    {
        OutFile = Destination(),
        Resume = Resume,
        MaxBodyBytes = IsBound(nameof(MaxBodyBytes)) ? MaxBodyBytes : null,
        Encoding = Encoding,
        Credential = Credential?.GetNetworkCredential(),
        AllowUnencryptedAuthentication = AllowUnencryptedAuthentication,
        RequireTls = Tls,
        Tls = TlsSettings,
        MaximumRedirection = MaximumRedirection,
        AllowInsecureRedirect = AllowInsecureRedirect,
        AllowTruncatedTls = AllowTruncatedTls,
        Directory = () => FilePath.Resolve(this, "."),
        Tell = IsVerbose ? line => WriteVerbose(line) : null,
        Progress = ShowProgress,
    };

    private void ShowProgress(long bytes, long? total)
    {
        _progress ??= new TransferProgress(this, $"{MyInvocation.MyCommand.Name} {_current}", total);
        _progress.Report(bytes);
    }
}
