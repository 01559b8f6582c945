using System.Diagnostics;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Tls;

/// <summary>nginx over TLS: two names on one port, and a port each for TLS 1.2 only, TLS 1.3 only and client certificates.</summary>
public sealed class NginxTlsServer : IDisposable
{
    private readonly Server _server;

    public NginxTlsServer(Certificates certificates) => _server = new Server(certificates);

    internal int Port => _server.Port;

    internal int Tls12Port { get; } = ProgramServer.FreePort();

    internal int Tls13Port { get; } = ProgramServer.FreePort();

    internal int ClientPort { get; } = ProgramServer.FreePort();

    internal string Folder => _server.Folder;

    /// <summary>Starts it; the ports are taken by then.</summary>
    internal NginxTlsServer Started()
    {
        _server.Begin(this);
        return this;
    }

    public void Dispose() => _server.Dispose();

    private sealed class Server : ProgramServer
    {
        private readonly Certificates _certificates;
        private readonly object _lock = new();
        private bool _began;

        internal Server(Certificates certificates) => _certificates = certificates;

        internal void Begin(NginxTlsServer ports)
        {
            lock (_lock)
            {
                if (!_began)
                {
                    _began = true;
                    Start(port => NginxServer.Serving(Folder, Http(port, ports)));
                }
            }
        }

        private string Http(int port, NginxTlsServer ports)
        {
            string good = _certificates.GoodFile;
            string other = _certificates.FileOf(_certificates.Other, "other.pem");
            return $$"""
                root {{Folder}};
                server {
                    listen 127.0.0.1:{{port}} ssl;
                    server_name good.test;
                    ssl_certificate {{good}};
                    ssl_certificate_key {{good}};
                    location = /name { return 200 good; }
                }
                server {
                    listen 127.0.0.1:{{port}} ssl;
                    server_name other.test;
                    ssl_certificate {{other}};
                    ssl_certificate_key {{other}};
                    location = /name { return 200 other; }
                }
                server {
                    listen 127.0.0.1:{{ports.Tls12Port}} ssl;
                    ssl_protocols TLSv1.2;
                    ssl_certificate {{good}};
                    ssl_certificate_key {{good}};
                    location = /name { return 200 12; }
                }
                server {
                    listen 127.0.0.1:{{ports.Tls13Port}} ssl;
                    ssl_protocols TLSv1.3;
                    ssl_certificate {{good}};
                    ssl_certificate_key {{good}};
                    location = /name { return 200 13; }
                }
                server {
                    listen 127.0.0.1:{{ports.ClientPort}} ssl;
                    ssl_verify_client on;
                    ssl_client_certificate {{_certificates.AuthorityFile}};
                    ssl_certificate {{good}};
                    ssl_certificate_key {{good}};
                    location = /name { return 200 $ssl_client_s_dn; }
                }
                """;
        }
    }
}

/// <summary>openssl s_server: sends each line back reversed.</summary>
internal sealed class OpenSslServer : ProgramServer
{
    internal OpenSslServer(Certificates certificates, params string[] options)
    {
        string program = Find("openssl", "openssl");
        Start(port => new ProcessStartInfo(program, new[]
        {
            "s_server", "-accept", $"127.0.0.1:{port}", "-cert", certificates.GoodFile, "-key", certificates.GoodFile, "-CAfile", certificates.AuthorityFile, "-quiet", "-rev",
        }.Concat(options)));
    }
}

/// <summary>stunnel: takes TLS off in front of a plain port; with a protocol it asks for STARTTLS first.</summary>
internal sealed class StunnelServer : ProgramServer
{
    internal StunnelServer(Certificates certificates, int target, string? protocol = null)
    {
        string program = Find("stunnel4", "stunnel4");
        Start(port => new ProcessStartInfo(program, new[]
        {
            Write("stunnel.conf", $"""
                foreground = yes
                pid =
                [test]
                accept = 127.0.0.1:{port}
                connect = 127.0.0.1:{target}
                cert = {certificates.GoodFile}
                {(protocol is null ? "" : "protocol = " + protocol)}

                """),
        }));
    }
}

/// <summary>haproxy: the same, with ALPN.</summary>
internal sealed class HaproxyTlsServer : ProgramServer
{
    internal HaproxyTlsServer(Certificates certificates, int target)
    {
        string program = Find("haproxy", "haproxy");
        Start(port => new ProcessStartInfo(program, new[]
        {
            "-db", "-f", Write("haproxy.cfg", $"""
                defaults
                    mode tcp
                    timeout connect 10s
                    timeout client 60s
                    timeout server 60s
                listen test
                    bind 127.0.0.1:{port} ssl crt {certificates.GoodFile} alpn http/1.1,test
                    server target 127.0.0.1:{target}

                """),
        }));
    }
}

/// <summary>PostgreSQL: asked for TLS by SSLRequest.</summary>
internal sealed class PostgresServer : ProgramServer
{
    internal PostgresServer(Certificates certificates)
    {
        string binaries = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Order().Select(static d => Path.Combine(d, "bin")).Last()
            : Path.GetDirectoryName(Find("postgres", "postgresql"))!;
        string key = Write("server.pem", File.ReadAllText(certificates.GoodFile));
        string data = Path.Combine(Folder, "data");

        if (Environment.UserName == "root")
        {
            RunToEnd("chown", "coreutils", "-R", "postgres", Folder);
        }

        RunToEnd(AsPostgres(Path.Combine(binaries, "initdb"), "-D", data, "-A", "trust", "-N", "--no-instructions"));
        Start(port => AsPostgres(
            Path.Combine(binaries, "postgres"), "-D", data, "-p", port.ToString((IFormatProvider?)null), "-h", "127.0.0.1", "-k", Folder,
            "-c", "ssl=on", "-c", "ssl_cert_file=" + key, "-c", "ssl_key_file=" + key, "-c", "fsync=off"));
    }

    protected override bool EndsByRequest => true;

    private ProcessStartInfo AsPostgres(params string[] command)
    {
        ProcessStartInfo start = As("postgres", command);
        start.WorkingDirectory = Folder;
        return start;
    }
}
