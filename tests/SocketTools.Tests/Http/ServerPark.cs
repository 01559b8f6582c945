using System.Collections.Concurrent;
using SocketTools.Tests.Servers;
using SocketTools.Tests.Tls;

[assembly: AssemblyFixture(typeof(SocketTools.Tests.Http.ServerPark))]

namespace SocketTools.Tests.Http;

/// <summary>Real web servers that serve the same folder, each started when first asked for.</summary>
public sealed class ServerPark : IDisposable
{
    internal static readonly string[] Names = { "nginx", "apache", "lighttpd", "haproxy", "node" };

    private readonly ConcurrentDictionary<string, Lazy<RealServer>> _servers = new();
    private readonly Lazy<TemporaryFolder> _root = new(MakeRoot);

    /// <summary>The folder that all of them serve.</summary>
    internal string Root => _root.Value.Path;

    public void Dispose()
    {
        foreach (Lazy<RealServer> server in _servers.Values.Where(static s => s.IsValueCreated))
        {
            server.Value.Dispose();
        }

        if (_root.IsValueCreated)
        {
            _root.Value.Dispose();
        }
    }

    /// <summary>A server by its name.</summary>
    internal RealServer Get(string name, WebSite site, Certificates certificates) => _servers.GetOrAdd(name, _ => new Lazy<RealServer>(() => name switch
    {
        "nginx" => new NginxServer(Root, certificates.GoodFile),
        "apache" => new ApacheServer(Root, certificates.GoodFile),
        "lighttpd" => new LighttpdServer(Root),
        "haproxy" => new HaproxyServer(site.Nginx.Port, certificates.GoodFile),
        "node" => new NodeServer(Root, certificates.GoodFile),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    })).Value;

    private static TemporaryFolder MakeRoot()
    {
        var root = new TemporaryFolder();

        // Apache started by root reads as nobody.
        ProgramServer.OpenToAll(root.Path);
        WebSite.Fill(root.Path);
        return root;
    }
}
