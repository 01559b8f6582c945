using System.Diagnostics;

namespace SocketTools.Tests.Servers;

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
