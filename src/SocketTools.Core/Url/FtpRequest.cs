using System;
using System.Linq;
using SocketTools.Faults;
using SocketTools.Framing;
using SocketTools.Transport;

namespace SocketTools.Url;

/// <summary>What an ftp URI asks for (RFC 1738, 3.2.2).</summary>
internal sealed class FtpRequest
{
    private const string TypeMark = ";type=";

    private FtpRequest(HostEndPoint endPoint, string authority, string path)
    {
        EndPoint = endPoint;
        Authority = authority;
        Path = path;
    }

    /// <summary>The server.</summary>
    internal HostEndPoint EndPoint { get; }

    /// <summary>The server as the URI names it.</summary>
    internal string Authority { get; }

    /// <summary>The path from where the login leads, a character for each byte; with a slash in front (%2F), from the root.</summary>
    internal string Path { get; }

    /// <summary>Whether the path has bytes outside ASCII.</summary>
    internal bool HasNonAscii => Path.Any(static c => c > '\x7F');

    /// <summary>Whether lines are to be sent with the ends that FTP has for them (;type=a).</summary>
    internal bool IsText { get; private init; }

    /// <summary>Whether a listing is asked for: the path ends with a slash, or is empty, or ;type=d.</summary>
    internal bool IsDirectory { get; private init; }

    /// <summary>Takes a URI apart.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: nothing that can be asked for.</exception>
    internal static FtpRequest Of(UriReference uri)
    {
        HostEndPoint endPoint = uri.EndPoint(FtpScheme.Port);
        string rest = uri.Rest.StartsWith("/", StringComparison.Ordinal) ? uri.Rest.Substring(1) : uri.Rest;
        int mark = rest.LastIndexOf(TypeMark, StringComparison.OrdinalIgnoreCase);
        char type = 'i';
        if (mark >= 0)
        {
            string named = rest.Substring(mark + TypeMark.Length);
            type = named.Length == 1 ? char.ToLowerInvariant(named[0]) : '?';
            if (type is not ('a' or 'i' or 'd'))
            {
                throw FaultFactory.InvalidRequest($"';type={FaultFactory.Visible(named)}' is none that ftp has: a is text, i is bytes, d is a listing (RFC 1738, 3.2.2). Nothing was sent.");
            }

            rest = rest.Substring(0, mark);
        }

        string path = FtpText.OfBytes(PercentCoding.DecodeForLine(rest, "path"));
        bool isDirectory = type == 'd' || path.Length == 0 || path[path.Length - 1] == '/';
        return new FtpRequest(endPoint, uri.Authority, path) { IsText = type == 'a', IsDirectory = isDirectory };
    }

    /// <summary>The URI of the directory of that path, a slash at its end.</summary>
    internal string DirectoryUri
    {
        get
        {
            string directory = Path.Length == 0 || Path[Path.Length - 1] == '/' ? Path : Path + "/";
            bool fromRoot = directory.StartsWith("/", StringComparison.Ordinal);
            return $"ftp://{Authority}/{(fromRoot ? "%2F" : "")}{PercentCoding.Encode(FtpText.Bytes(fromRoot ? directory.Substring(1) : directory), keepSlashes: true)}";
        }
    }
}
