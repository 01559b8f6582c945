using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;

namespace SocketTools.Tests.Servers;

/// <summary>Kestrel, in this process: files, an echo, an answer that is cut off.</summary>
internal sealed class KestrelServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly TemporaryFolder _folder = new();

    private KestrelServer(string root, X509Certificate2 certificate)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(options =>
        {
            // A body that is too slow for it, on a machine that stalls for some seconds, is none of these tests'.
            options.Limits.MinRequestBodyDataRate = null;
            options.Limits.MinResponseDataRate = null;
            options.Listen(System.Net.IPAddress.Loopback, 0);
            options.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.UseHttps(certificate));
            options.ListenUnixSocket(UnixSocket);
        });
        _application = builder.Build();
        _application.Map("/echo", async context =>
        {
            if (context.Request.Headers.ContainsKey("X-Refuse"))
            {
                context.Response.StatusCode = 413;
                return;
            }

            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            var trailers = context.Features.Get<IHttpRequestTrailersFeature>();
            context.Response.Headers["X-Trailers"] = trailers is { Available: true } ? string.Join('|', trailers.Trailers.Select(static t => $"{t.Key}={t.Value}")) : "";
            context.Response.Headers["X-Target"] = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
            await context.Response.Body.WriteAsync(body.ToArray());
        });
        _application.Map("/cut", async context =>
        {
            await context.Response.WriteAsync("hello");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
        _application.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(root), ServeUnknownFileTypes = true });
    }

    internal string UnixSocket => _folder["socket"];

    internal string Url { get; private set; } = "";

    internal string SecureUrl { get; private set; } = "";

    internal static async Task<KestrelServer> StartAsync(string root, X509Certificate2 certificate)
    {
        var server = new KestrelServer(root, certificate);
        await server._application.StartAsync();
        var addresses = server._application.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        server.Url = addresses.Single(static a => a.StartsWith("http://127", StringComparison.Ordinal)) + "/";
        server.SecureUrl = addresses.Single(static a => a.StartsWith("https://127", StringComparison.Ordinal)) + "/";
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
        _folder.Dispose();
    }
}
