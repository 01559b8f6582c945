using System;
using System.IO;
using System.Management.Automation;
using System.Text;
using SocketTools.Binding;
using SocketTools.Bodies;
using SocketTools.CommandBases;
using SocketTools.Faults;
using SocketTools.Http;
using SocketTools.Url;

namespace SocketTools.Commands;

/// <summary>Gets what URIs name, whatever their scheme.</summary>
[Cmdlet(VerbsCommon.Get, "UriContent", SupportsShouldProcess = true, HelpUri = HelpPage.At + "Get-UriContent.md")]
[OutputType(typeof(UriContent))]
public sealed class GetUriContentCommand : FetchCmdlet
{
    private UriFetcher? _fetcher;
    private string _current = "";

    /// <summary>Lets nothing cross the wire unprotected: asks for TLS over ftp, and refuses http and gopher.</summary>
    [Parameter]
    public SwitchParameter Tls { get; set; }

    /// <summary>How text is decoded; where not given, as the content says itself.</summary>
    [Parameter]
    [EncodingTransformation]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    public Encoding? Encoding { get; set; }

    /// <inheritdoc/>
    protected override string Fetched => _current;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        Attempt(OutFile, () => _fetcher = new UriFetcher(NewOpener(), NewOpener(TlsSettings), Options()));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string text in Uri)
        {
            UriReference? uri = null;
            if (_fetcher is null || !Attempt(HttpTarget.Shown(text), () => uri = UriReference.Parse(DrivePath.Resolved(this, text))))
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
            _fetcher?.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Get(UriReference uri)
    {
        _current = uri.Text;
        UriContent? content = null;
        bool done = Attempt(uri.Text, () =>
        {
            if (ClaimOutFile(uri.Text))
            {
                content = Fetch(uri);
            }
        });
        EndProgress();
        Trace?.End();
        if (done && content is not null)
        {
            content.Transcripts = Recorded?.Transcripts ?? content.Transcripts;
            content.Transcript ??= Recorded?.Transcript;
            WriteObject(content);
        }
    }

    private UriContent Fetch(UriReference uri)
    {
        try
        {
            return _fetcher!.Fetch(uri, StartClock(TimeoutSec));
        }
        catch (SocketToolsException unknown) when (unknown.Fault == Fault.HostNotFound && FileHere(uri) is string file)
        {
            throw new SocketToolsException(unknown.Fault, $"{unknown.Message} There is a file of that name here: write './{file}' for it.", unknown) { Recording = unknown.Recording, Advice = unknown.Advice };
        }
    }

    // README.md is a host to http, and mostly meant to be a file.
    private string? FileHere(UriReference uri)
    {
        const string scheme = "http://";
        string name = uri.Text.StartsWith(scheme, StringComparison.Ordinal) ? uri.Text.Substring(scheme.Length) : "";
        return name.Length > 0 && File.Exists(Path.Combine(FilePath.Resolve(this, "."), name)) ? name : null;
    }

    private string? Destination()
    {
        string? path = OutPath;
        if (path is not null)
        {
            ResumableFile.RefuseReadOnly(path);
        }

        return path;
    }

    private UriOptions Options() => new()
    {
        OutFile = Destination(),
        Resume = Resume,
        MaxBodyBytes = BodyBudget,
        Encoding = Encoding,
        Credential = AsTyped(Credential),
        AllowUnencryptedAuthentication = AllowUnencryptedAuthentication,
        RequireTls = Tls,
        Tls = TlsSettings,
        MaximumRedirection = MaximumRedirection,
        AllowInsecureRedirect = AllowInsecureRedirect,
        AllowTruncatedTls = AllowTruncatedTls,
        Directory = () => FilePath.Resolve(this, "."),
        Progress = ShowProgress,
    };
}
