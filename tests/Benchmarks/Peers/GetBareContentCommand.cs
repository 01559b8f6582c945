using System;
using System.IO;
using System.Management.Automation;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace SocketTools.Benchmarks;

/// <summary>Fetches a page and throws it away, reading until the server closes: the least that a compiled program can do with the platform's
/// own classes.</summary>
[Cmdlet(VerbsCommon.Get, "BareContent")]
public sealed class GetBareContentCommand : PSCmdlet
{
    /// <summary>The page.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public Uri Uri { get; set; } = null!;

    /// <summary>A file to send with PUT instead.</summary>
    [Parameter]
    public string? InFile { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect("127.0.0.1", Uri.Port);
        using Stream stream = Open(socket);
        using FileStream? file = InFile is null ? null : new FileStream(InFile, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        string start = file is null ? $"GET {Uri.PathAndQuery} HTTP/1.0" : $"PUT {Uri.PathAndQuery} HTTP/1.0\r\nContent-Length: {file.Length}";
        stream.Write(Encoding.ASCII.GetBytes($"{start}\r\nHost: {Uri.Authority}\r\n\r\n"));
        byte[] buffer = new byte[256 * 1024];
        for (int count; file is not null && (count = file.Read(buffer, 0, buffer.Length)) > 0;)
        {
            stream.Write(buffer, 0, count);
        }

        while (stream.Read(buffer, 0, buffer.Length) > 0)
        {
        }
    }

    private Stream Open(Socket socket)
    {
        var plain = new NetworkStream(socket);
        if (Uri.Scheme != "https")
        {
            return plain;
        }

        var secure = new SslStream(plain, leaveInnerStreamOpen: false, static (_, certificate, _, _) => certificate is not null);
        secure.AuthenticateAsClient(Uri.Host);
        return secure;
    }
}
