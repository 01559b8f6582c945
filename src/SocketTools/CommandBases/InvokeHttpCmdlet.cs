using System;
using System.Collections;
using System.Management.Automation;
using System.Net;
using System.Net.Sockets;
using System.Security;
using SocketTools.Binding;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Http;
using SocketTools.Limits;
using SocketTools.Tracing;

namespace SocketTools.CommandBases;

/// <summary>A cmdlet that sends requests and reads their responses: connecting, sending and receiving composed.</summary>
public abstract class InvokeHttpCmdlet : FetchCmdlet
{
    private readonly FetcherPool _fetchers;
    private ParallelWork<FetchJob, FetchJob>? _work;

    /// <summary>Begins without a connection.</summary>
    protected InvokeHttpCmdlet() => _fetchers = new FetcherPool(NewFetcher);

    /// <summary>The version to speak: 1.1 or 1.0.</summary>
    [Parameter]
    [ValidateNotNull]
    [HttpVersionTransformation]
    [ArgumentCompleter(typeof(HttpVersionCompleter))]
    public Version HttpVersion { get; set; } = new(1, 1);

    /// <summary>Fields to send; an array value is the field repeated, $null leaves a field of ours out.</summary>
    [Parameter]
    public IDictionary? Headers { get; set; }

    /// <summary>A connection to use; it stays open.</summary>
    [Parameter]
    [ConnectionTransformation]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public SocketConnection? Connection { get; set; }

    /// <summary>Hands the connection over, open, with the response.</summary>
    [Parameter]
    public SwitchParameter KeepConnection { get; set; }

    /// <summary>The Unix socket to connect to; the URI's host goes into the Host field only.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? UnixSocket { get; set; }

    /// <summary>A token, sent as Bearer authentication.</summary>
    [Parameter]
    public SecureString? Token { get; set; }

    /// <summary>Takes -Headers, -Credential and -Token to other origins too, where a redirect leads there.</summary>
    [Parameter]
    [Alias("PreserveAuthorizationOnRedirect")]
    public SwitchParameter PreserveHeadersOnRedirect { get; set; }

    /// <summary>The value of User-Agent.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? UserAgent { get; set; }

    /// <summary>A session: the cookies that servers set in it go out with what is asked in it later.</summary>
    [Parameter]
    [ValidateNotNull]
    public HttpSession? WebSession { get; set; }

    /// <summary>The name of a variable to put a new session into, for -WebSession later.</summary>
    [Parameter]
    [Alias("SV")]
    [ValidateNotNullOrEmpty]
    public string? SessionVariable { get; set; }

    /// <summary>Makes an error of every answer that is no success (2xx).</summary>
    [Parameter]
    public SwitchParameter RequireSuccess { get; set; }

    /// <summary>Undoes content codings; asks for them too, unless -Headers says what to ask for.</summary>
    [Parameter]
    public SwitchParameter Decompress { get; set; }

    /// <summary>How many to fetch at once; responses come as they complete.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    public int ThrottleLimit { get; set; } = 1;

    /// <summary>The largest header block, in bytes; trailers and chunk lines alike.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int MaxHeaderBytes { get; set; } = Budgets.MaxHeaderBytes;

    /// <summary>Whether a request may go out: -WhatIf and -Confirm have a say where it may change something.</summary>
    /// <param name="target">Where to, as it may be shown.</param>
    protected virtual bool MaySend(object target) => true;

    /// <inheritdoc/>
    protected override string Fetched => OutFile ?? "";

    /// <summary>How long a body waits for the server's consent.</summary>
    protected virtual TimeSpan ContinueTimeout => TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        Demand(UnixSocket is null || (Proxy is null && ConnectTo is null), "-UnixSocket says where to connect: leave out -Proxy and -ConnectTo.");
        base.BeginProcessing();
        Demand(!Resume || !Decompress, "-Resume continues the bytes as they are coded: leave out -Decompress.");
        Demand(ThrottleLimit == 1 || (Connection is null && OutFile is null), "-ThrottleLimit fetches over several connections: leave out -Connection and -OutFile.");
        Demand(Connection is null || MaximumRedirection == 0, "-MaximumRedirection may lead to other servers, and -Connection leads to one: leave out one of them.");
        Demand(Credential is null || Token is null, "-Credential and -Token exclude each other.");
        Demand(WebSession is null || SessionVariable is null, "-SessionVariable begins a session, and -WebSession goes on with one: give one of them.");
        if (SessionVariable is not null)
        {
            WebSession = new HttpSession();
            SessionState.PSVariable.Set(SessionVariable, WebSession);
        }

        if (ThrottleLimit > 1)
        {
            _work = new ParallelWork<FetchJob, FetchJob>(RunApart, ThrottleLimit, Stop);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string uri in Uri)
        {
            HttpTarget? target = null;
            HttpRequest? request = null;
            if (!Attempt(HttpTarget.Shown(uri), () => target = HttpTarget.Parse(uri)))
            {
                continue;
            }

            if (target!.HadUserInfo)
            {
                WriteWarning($"The user name in the URI of {target.EndPoint} was left out: nothing of it is sent. -Credential sends one.");
            }

            object shown = target.HadUserInfo ? target.Uri : uri;
            bool isReady = Attempt(shown, () =>
            {
                if (MaySend(shown) && ClaimOutFile(shown.ToString()!))
                {
                    request = Prepare(target);
                }
            });
            if (!isReady || request is null)
            {
                continue;
            }

            var job = new FetchJob(request, shown);
            if (_work is null)
            {
                RunHere(job);
            }
            else
            {
                Attempt(shown, () => _work.Add(job, Emit));
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_work is not null)
        {
            Attempt(null, () => _work.Finish(Emit));
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            if (_work is not null)
            {
                // Also where nobody downstream wants more: what is under way would go on behind the pipeline's back.
                StopProcessing();
                _work.Dispose();
                _work = null;
            }

            _fetchers.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Makes the request for a target, before fields and credentials.</summary>
    protected abstract HttpRequest NewRequest(HttpTarget target);

    private HttpRequest Prepare(HttpTarget target)
    {
        Demand(!target.IsSecure || Connection is null || Connection.Tls is not null, $"The URI says https, and the connection to {Connection} is plain: protect it with Protect-SocketConnection first, or write http.");
        HttpRequest request = NewRequest(target);
        request.KeepsOwnFields = PreserveHeadersOnRedirect;
        if (UserAgent is not null)
        {
            request.Set("User-Agent", UserAgent);
        }

        if (Decompress)
        {
            request.Set("Accept-Encoding", HttpFetcher.AcceptedCodings);
        }

        Authorize(request);
        request.SetAll(HeaderPairs.Of(Headers));
        if (request.ExactBytes is null)
        {
            // What cannot be framed is refused before anybody is called.
            request.FrameBody();
        }

        return request;
    }

    private void Authorize(HttpRequest request)
    {
        if (Credential is null && Token is null)
        {
            return;
        }

        CredentialGuard.Demand(IsProtected(request), AllowUnencryptedAuthentication, "-Credential and -Token", request.Target.EndPoint.ToString(), "use https");
        request.SetOwn("Authorization", Credential is not null
            ? HttpAuthorization.Basic(Credential.UserName, Credential.GetNetworkCredential().Password)
            : HttpAuthorization.Bearer(new NetworkCredential("", Token).Password));
    }

    // By what it goes over, not by what the URI says: a connection that was given may be plain all the same. A Unix socket stays on the machine.
    private bool IsProtected(HttpRequest request) => Connection is null
        ? request.Target.IsSecure || UnixSocket is not null
        : Connection.Tls is not null || Connection.RemoteEndPoint?.AddressFamily == AddressFamily.Unix;

    /// <summary>The fetcher, which may be at work on several threads, hands out what it recorded itself.</summary>
    protected override void OnRecordingBegun(SocketTranscript transcript)
    {
    }

    private void RunHere(FetchJob job)
    {
        bool done = Attempt(job.Shown, () => job.Response = Connection is null
            ? _fetchers.Own.Fetch(job.Request, StartClock(TimeoutSec))
            : Exchange(Connection, job.Request));
        EndProgress();
        Trace?.End();
        if (done)
        {
            job.Response!.Connection ??= Connection;
            Emit(job);
        }
    }

    // On a connection that others go on with.
    private RawHttpResponse Exchange(SocketConnection connection, HttpRequest request)
    {
        RawHttpResponse? response = null;
        WhileTold(connection, Trace, () => response = ExchangeUntold(connection, request));
        response!.Transcript = connection.Transcript;
        return response;
    }

    private RawHttpResponse ExchangeUntold(SocketConnection connection, HttpRequest request)
    {
        WebSession?.Equip(request);
        RawHttpResponse response = new HttpExchange(connection, StartClock(TimeoutSec), Options(ShowProgress)) { PutsBack = true }.RunAlone(request);
        WebSession?.Learn(response);
        if (request.BodyWasRefused)
        {
            // What is sent next would be taken for the rest of the body.
            WriteWarning($"{connection} answered before the body was sent, and the connection was closed: nothing else can follow on it.");
            connection.Dispose();
        }

        return response;
    }

    // On a thread of the work's own: nothing is told or shown from there.
    private FetchJob RunApart(FetchJob job)
    {
        HttpFetcher? fetcher = null;
        try
        {
            fetcher = _fetchers.Take();
            job.Response = fetcher.Fetch(job.Request, StartClock(TimeoutSec));
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // Whatever one server's answer made of it: the others' go on.
            job.Fault = ForeignFault.Of(failure);
        }
        finally
        {
            if (fetcher is not null)
            {
                _fetchers.GiveBack(fetcher);
            }
        }

        return job;
    }

    private void Emit(FetchJob job)
    {
        SocketToolsException? fault = job.Fault;
        if (fault is null && RequireSuccess && !job.Response!.IsSuccess)
        {
            Report(job.Response.NoSuccess(job.Shown.ToString()!), job.Response);
        }
        else if (fault is not null)
        {
            Report(fault, job.Shown);
        }
        else
        {
            WriteObject(job.Response);
        }
    }

    private HttpFetcher NewFetcher(bool observed) => new()
    {
        Opener = NewOpener(observed: observed),
        SecureOpener = NewOpener(TlsSettings, observed: observed),
        UnixSocket = UnixSocket is null ? null : UnixPath.Resolve(this, UnixSocket),
        MaximumRedirection = MaximumRedirection,
        AllowInsecureRedirect = AllowInsecureRedirect,
        HandOverConnection = KeepConnection,
        Session = WebSession,
        Options = Options(observed ? ShowProgress : null),
    };

    private ReceiveOptions Options(Action<long, long?>? progress) => new()
    {
        MaxHeaderBytes = MaxHeaderBytes,
        MaxBodyBytes = BodyBudget,
        AllowTruncatedTls = AllowTruncatedTls,
        Decompress = Decompress,
        OutFile = OutPath,
        Resume = Resume,
        ContinueTimeout = ContinueTimeout,
        Progress = progress,
    };
}
