using System.Diagnostics;

namespace SocketTools.Tests.Servers;

/// <summary>nginx: /plain/ gives files with their length, /chunked/ the same without one: chunked in HTTP/1.1, until close in HTTP/1.0.</summary>
internal sealed class NginxServer : ProgramServer
{
    internal NginxServer(string root)
    {
        string program = Find("nginx", "nginx");
        Start(port =>
        {
            string configuration = Path.Combine(Folder, "nginx.conf");
            File.WriteAllText(configuration, Configuration(port, root));
            return new ProcessStartInfo(program, new[] { "-p", Folder, "-c", configuration, "-e", "stderr" });
        });
    }

    private string Configuration(int port, string root) => $$"""
        daemon off;
        master_process off;
        pid {{Folder}}/nginx.pid;
        error_log stderr warn;
        events { worker_connections 512; }
        http {
            access_log off;
            client_body_temp_path {{Folder}}/body;
            proxy_temp_path {{Folder}}/proxy;
            fastcgi_temp_path {{Folder}}/fastcgi;
            uwsgi_temp_path {{Folder}}/uwsgi;
            scgi_temp_path {{Folder}}/scgi;
            default_type application/octet-stream;
            keepalive_requests 10000;
            server {
                listen 127.0.0.1:{{port}};
                location /plain/ { alias {{root}}/; }
                location /chunked/ { alias {{root}}/; sub_filter 'what no file holds' ''; sub_filter_types *; }
                location /short/ { alias {{root}}/; keepalive_requests 2; }
                location = /moved { return 302 /plain/1; }
            }
        }
        """;
}

/// <summary>Python's http.server: HTTP/1.0, a connection for each request.</summary>
internal sealed class PythonServer : ProgramServer
{
    internal PythonServer(string root)
    {
        string program = Find("python3", "python3");
        Start(port => new ProcessStartInfo(
            program, new[] { "-u", "-m", "http.server", "--bind", "127.0.0.1", "--directory", root, port.ToString((IFormatProvider?)null) }));
    }
}

/// <summary>curl: what it gets is what is right.</summary>
internal static class Curl
{
    /// <summary>The body of a URI, as text.</summary>
    internal static string Get(string url, params string[] options) =>
        ProgramServer.RunToEnd("curl", "curl", options.Concat(new[] { "--silent", "--show-error", "--fail", url }).ToArray());

    /// <summary>The body of a URI, its SHA-256 in hexadecimal.</summary>
    internal static string Hash(string url, params string[] options)
    {
        using var folder = new TemporaryFolder();
        Get(url, options.Concat(new[] { "--output", folder["body"] }).ToArray());
        using FileStream body = File.OpenRead(folder["body"]);
        return Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(body));
    }
}
