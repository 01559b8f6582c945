using System;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Http;
using SocketTools.Limits;

namespace SocketTools.Url;

/// <summary>http and https: what a GET brings, where it is a success.</summary>
internal sealed class HttpScheme : IUriScheme, IDisposable
{
    private readonly HttpFetcher _fetcher;
    private readonly UriOptions _options;

    internal HttpScheme(ConnectionOpener opener, ConnectionOpener secureOpener, UriOptions options)
    {
        _options = options;
        _fetcher = new HttpFetcher
        {
            Opener = opener,
            SecureOpener = secureOpener,
            MaximumRedirection = options.MaximumRedirection,
            AllowInsecureRedirect = options.AllowInsecureRedirect && !options.RequireTls,
            Options = new ReceiveOptions
            {
                MaxBodyBytes = options.MaxBodyBytes,
                AllowTruncatedTls = options.AllowTruncatedTls,
                OutFile = options.OutFile,
                Resume = options.Resume,
                Progress = options.Progress,
            },
        };
    }

    /// <inheritdoc/>
    public UriContent Fetch(UriReference uri, CallClock clock)
    {
        HttpTarget target = HttpTarget.Parse(uri.Text);
        if (_options.RequireTls && !target.IsSecure)
        {
            throw FaultFactory.InvalidRequest($"TLS was asked for, and {target.Uri} has none: write https. Nothing was sent.");
        }

        var request = new HttpRequest("GET", target, new Version(1, 1));
        Authorize(request);
        RawHttpResponse response = _fetcher.Fetch(request, clock);

        // Where a file is continued, a 416 says that the file is whole already.
        if (!response.IsSuccess && response.OutFile is null)
        {
            string status = response.ToString();
            string[]? location = response.Headers["Location"];
            throw response.StatusCode is >= 300 and < 400 && location is { Length: 1 }
                ? UrlFaults.RedirectNotFollowed(target.Uri.ToString(), status, response.Hide(SecretFields.WithoutUserInfo(location[0])), response)
                : response.NoSuccess(target.Uri.ToString());
        }

        return new UriContent(response.RequestUri ?? target.Uri, response.Headers)
        {
            Bytes = response.Body,
            OutFile = response.OutFile,
            Timing = response.Timing,
            Transcript = response.Transcript,
            Encoding = _options.Encoding,
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _fetcher.Dispose();

    private void Authorize(HttpRequest request)
    {
        if (_options.Credential is null)
        {
            return;
        }

        CredentialGuard.Demand(request.Target.IsSecure, _options.AllowUnencryptedAuthentication, "The name and password", request.Target.EndPoint.ToString(), "use https");
        request.SetOwn("Authorization", HttpAuthorization.Basic(_options.Credential.UserName, _options.Credential.Password));
    }
}
