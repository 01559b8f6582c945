using System.Diagnostics;
using System.Globalization;

namespace SocketTools.Tests.Servers;

/// <summary>A real web server that serves one folder: plain, over TLS and over a Unix socket, as far as it can.</summary>
internal abstract class RealServer : ProgramServer
{
    /// <summary>Where its files begin.</summary>
    internal virtual string Files => Url;

    /// <summary>The same over TLS; null where it speaks none.</summary>
    internal string? SecureFiles => SecurePort == 0 ? null : Files.Replace("http://", "https://", StringComparison.Ordinal).Replace(Number(Port), Number(SecurePort), StringComparison.Ordinal);

    /// <summary>Its Unix socket; null where it has none.</summary>
    internal string? UnixSocket { get; private protected init; }

    /// <summary>Whether it codes text that it serves, where it is asked to.</summary>
    internal virtual bool Compresses => true;

    internal int SecurePort { get; private protected set; }

    private protected static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Starts it with a configuration that is made for its ports.</summary>
    private protected void StartWith(string program, string package, Func<int, int, string> configuration, Func<string, string[]> arguments, bool secure = true)
    {
        string path = Find(program, package);
        Start(port =>
        {
            SecurePort = secure ? FreePort() : 0;
            string file = Path.Combine(Folder, "configuration");
            File.WriteAllText(file, configuration(port, SecurePort));
            return new ProcessStartInfo(path, arguments(file));
        });
    }
}

/// <summary>nginx: its files coded where that is asked for; /plain/ gives them as they are, with their length, /chunked/ without one: chunked in
/// HTTP/1.1, until close in HTTP/1.0. Without a certificate it speaks no TLS.</summary>
internal sealed class NginxServer : RealServer
{
    internal NginxServer(string root, string? certificate = null)
    {
        UnixSocket = Path.Combine(Folder, "socket");
        Start(port =>
        {
            SecurePort = certificate is null ? 0 : FreePort();
            return Serving(Folder, $$"""
                default_type application/octet-stream;
                keepalive_requests 10000;
                server {
                    listen 127.0.0.1:{{port}};
                    listen unix:{{UnixSocket}};
                    {{(certificate is null ? "" : $"listen 127.0.0.1:{SecurePort} ssl; ssl_certificate {certificate}; ssl_certificate_key {certificate};")}}
                    location / { root {{root}}; types { text/plain txt; } gzip on; gzip_min_length 1; gzip_types text/plain; }
                    location /plain/ { alias {{root}}/; }
                    location /chunked/ { alias {{root}}/; sub_filter 'what no file holds' ''; sub_filter_types *; }
                    location /short/ { alias {{root}}/; keepalive_requests 2; }
                    location = /moved { return 302 /plain/1; }
                }
                """);
        });
    }

    /// <inheritdoc/>
    protected override bool EndsWithItsClients => true;

    /// <summary>nginx in one process that writes nowhere but into its folder.</summary>
    internal static ProcessStartInfo Serving(string folder, string http)
    {
        string file = Path.Combine(folder, "nginx.conf");
        File.WriteAllText(file, $$"""
            daemon off;
            master_process off;
            pid {{folder}}/nginx.pid;
            error_log stderr warn;
            events { worker_connections 512; }
            http {
                access_log off;
                client_body_temp_path {{folder}}/body;
                proxy_temp_path {{folder}}/proxy;
                fastcgi_temp_path {{folder}}/fastcgi;
                uwsgi_temp_path {{folder}}/uwsgi;
                scgi_temp_path {{folder}}/scgi;
                {{http}}
            }
            """);
        return new ProcessStartInfo(Find("nginx", "nginx"), new[] { "-p", folder, "-c", file, "-e", "stderr" });
    }
}

/// <summary>Apache httpd; it listens on no Unix socket.</summary>
internal sealed class ApacheServer : RealServer
{
    internal ApacheServer(string root, string certificate)
    {
        string modules = new[] { "/usr/lib/apache2/modules", "/usr/lib64/httpd/modules" }.FirstOrDefault(Directory.Exists) ?? "modules";
        string Load(string name) => $"LoadModule {name}_module {modules}/mod_{name}.so";
        StartWith("apache2", "apache2-bin", (port, secure) => $$"""
            ServerRoot {{Folder}}
            ServerName localhost
            {{Load("mpm_event")}}
            {{Load("authz_core")}}
            {{Load("mime")}}
            {{Load("deflate")}}
            {{Load("filter")}}
            {{Load("ssl")}}
            PidFile {{Folder}}/apache.pid
            ErrorLog {{Folder}}/errors
            DefaultRuntimeDir {{Folder}}
            Mutex pthread
            {{(Environment.UserName == "root" ? "User nobody\nGroup nogroup" : "")}}
            KeepAliveTimeout 300
            StartServers 1
            ServerLimit 1
            ThreadsPerChild 25
            MaxRequestWorkers 25
            TypesConfig /dev/null
            AddType text/plain .txt
            AddOutputFilterByType DEFLATE text/plain
            Listen 127.0.0.1:{{port}}
            Listen 127.0.0.1:{{secure}}
            DocumentRoot {{root}}
            <Directory {{root}}>
                Require all granted
            </Directory>
            <VirtualHost 127.0.0.1:{{secure}}>
                SSLEngine on
                SSLCertificateFile {{certificate}}
                SSLCertificateKeyFile {{certificate}}
            </VirtualHost>
            """, file => new[] { "-f", file, "-DFOREGROUND" });
    }
}

/// <summary>lighttpd, with the modules that its package has: neither TLS nor codings.</summary>
internal sealed class LighttpdServer : RealServer
{
    internal LighttpdServer(string root)
    {
        UnixSocket = Path.Combine(Folder, "socket");
        StartWith(
            "lighttpd",
            "lighttpd",
            (port, _) => $$"""
                server.document-root = "{{root}}"
                server.bind = "127.0.0.1"
                server.port = {{port}}
                server.max-keep-alive-idle = 300
                server.errorlog = "{{Folder}}/errors"
                mimetype.assign = ( ".txt" => "text/plain", "" => "application/octet-stream" )
                $SERVER["socket"] == "{{UnixSocket}}" { }
                """,
            file => new[] { "-D", "-f", file },
            secure: false);
    }

    internal override bool Compresses => false;
}

/// <summary>HAProxy before another server.</summary>
internal sealed class HaproxyServer : RealServer
{
    internal HaproxyServer(int behind, string certificate)
    {
        UnixSocket = Path.Combine(Folder, "socket");
        StartWith("haproxy", "haproxy", (port, secure) => $"""
            global
                maxconn 200
            defaults
                mode http
                timeout connect 10s
                timeout client 60s
                timeout server 60s
            frontend web
                bind 127.0.0.1:{port}
                bind 127.0.0.1:{secure} ssl crt {certificate}
                bind {UnixSocket}
                compression algo gzip
                compression type application/octet-stream
                default_backend files
            backend files
                server behind 127.0.0.1:{behind}

            """, file => new[] { "-db", "-f", file });
    }

    internal override string Files => Url + "plain/";
}

/// <summary>Node's http: files, and what few servers do: trailers, early hints, consent to a body.</summary>
internal sealed class NodeServer : RealServer
{
    private const string Script = """
        const http = require('http'), https = require('https'), fs = require('fs'), path = require('path'), zlib = require('zlib');
        const [port, secure, socket, root, pem] = process.argv.slice(2);
        const collect = (stream, done) => { const all = []; stream.on('data', b => all.push(b)); stream.on('end', () => done(Buffer.concat(all))); };
        function serve(req, res) {
            const name = req.url.split('?')[0];
            if (name === '/trailers') {
                res.writeHead(200, { Trailer: 'X-Sum, X-Sum' });
                res.write('hello ');
                res.write('trailers');
                res.addTrailers([['X-Sum', '1'], ['x-sum', '2']]);
                return res.end();
            }
            if (name === '/hints') {
                return res.writeEarlyHints({ link: '</a.css>; rel=preload', 'x-other': '1' }, () => { res.writeProcessing(); res.end('hinted'); });
            }
            if (name === '/echo') {
                return collect(req, body => {
                    res.setHeader('X-Length', String(req.headers['content-length']));
                    res.setHeader('X-Coding', String(req.headers['transfer-encoding']));
                    res.setHeader('X-Trailers', req.rawTrailers.join('|'));
                    res.end(req.method === 'HEAD' ? undefined : body);
                });
            }
            const file = path.join(root, path.basename(name));
            fs.stat(file, (missing, stat) => {
                if (missing) { res.writeHead(404); return res.end('none'); }
                const range = /^bytes=(\d+)-(\d*)$/.exec(req.headers.range || '');
                if (range) {
                    const last = range[2] ? Number(range[2]) : stat.size - 1;
                    res.writeHead(206, { 'Content-Range': `bytes ${range[1]}-${last}/${stat.size}`, 'Content-Length': last - range[1] + 1 });
                    return fs.createReadStream(file, { start: Number(range[1]), end: last }).pipe(res);
                }
                if (name.endsWith('.txt') && /gzip/.test(req.headers['accept-encoding'] || '')) {
                    res.writeHead(200, { 'Content-Encoding': 'gzip' });
                    return fs.createReadStream(file).pipe(zlib.createGzip()).pipe(res);
                }
                res.writeHead(200, name.startsWith('/chunked/') ? {} : { 'Content-Length': stat.size });
                fs.createReadStream(file).pipe(res);
            });
        }
        function consent(req, res) {
            if (req.headers['x-refuse']) { res.writeHead(417, { 'Content-Length': 2 }); return res.end('no'); }
            res.writeContinue();
            serve(req, res);
        }
        const key = fs.readFileSync(pem);
        for (const [server, at] of [[http.createServer(serve), { port, host: '127.0.0.1' }], [https.createServer({ key, cert: key }, serve), { port: secure, host: '127.0.0.1' }], [http.createServer(serve), { path: socket }]]) {
            server.on('checkContinue', consent);
            server.keepAliveTimeout = 300000;
            server.listen(at);
        }
        """;

    internal NodeServer(string root, string certificate)
    {
        UnixSocket = Path.Combine(Folder, "socket");
        string path = Find("node", "nodejs");
        Start(port =>
        {
            SecurePort = FreePort();
            File.Delete(UnixSocket);
            string file = Path.Combine(Folder, "server.js");
            File.WriteAllText(file, Script);
            return new ProcessStartInfo(path, new[] { file, Number(port), Number(SecurePort), UnixSocket, root, certificate });
        });
    }
}
