using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using SocketTools.Faults;

namespace SocketTools.Http;

/// <summary>What a request carries: bytes, a file that is streamed, or several of these. It can be sent more than once.</summary>
public sealed class RequestBody
{
    private readonly byte[]? _bytes;
    private readonly string? _path;
    private readonly IReadOnlyList<RequestBody>? _joined;

    private RequestBody(IReadOnlyList<RequestBody> joined)
    {
        _joined = joined;
        Length = 0;
        foreach (RequestBody body in joined)
        {
            Length += body.Length;
        }
    }

    private RequestBody(byte[]? bytes, string? path, long? length)
    {
        _bytes = bytes;
        _path = path;
        Length = length;
    }

    /// <summary>How many bytes there are; null where that shows only at their end (a pipe).</summary>
    public long? Length { get; }

    /// <summary>A body in memory.</summary>
    public static RequestBody OfBytes(byte[] bytes) => new(bytes, null, bytes.Length);

    /// <summary>A body in a file.</summary>
    /// <param name="path">Its full path.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/> or <see cref="Fault.AccessDenied"/>: it cannot be read.</exception>
    public static RequestBody OfFile(string path)
    {
        using FileStream file = OpenFile(path);
        return new(null, path, file.CanSeek ? file.Length : null);
    }

    /// <summary>A form in many parts (RFC 7578); its media type names the boundary.</summary>
    /// <param name="parts">The parts, in order.</param>
    /// <param name="contentType">The media type.</param>
    public static RequestBody OfForm(IReadOnlyList<FormPart> parts, out string contentType)
    {
        // No content can be expected to hold it by chance (RFC 2046, 5.1.1).
        string boundary = "SocketTools" + Guid.NewGuid().ToString("N");
        var bodies = new List<RequestBody>();
        foreach (FormPart part in parts)
        {
            bodies.Add(OfBytes(part.Head(boundary)));
            bodies.Add(part.Content);
            bodies.Add(OfBytes(s_lineEnd));
        }

        bodies.Add(OfBytes(Encoding.ASCII.GetBytes($"--{boundary}--\r\n")));
        contentType = "multipart/form-data; boundary=" + boundary;
        return new RequestBody(bodies);
    }

    private static readonly byte[] s_lineEnd = { (byte)'\r', (byte)'\n' };

    /// <summary>Opens it for reading.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/> or <see cref="Fault.AccessDenied"/>: it cannot be read.</exception>
    public Stream Open() => _joined is not null ? new JoinedStream(_joined) : _bytes is not null ? new MemoryStream(_bytes, writable: false) : OpenFile(_path!);

    /// <summary>Opens a file for reading, without a buffer of its own.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="isForSending">Whether an error is to say that nothing was sent.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/> or <see cref="Fault.AccessDenied"/>: it cannot be read.</exception>
    public static FileStream OpenFile(string path, bool isForSending = true)
    {
        string unsent = isForSending ? " Nothing was sent." : "";
        if (Directory.Exists(path))
        {
            throw FaultFactory.InvalidRequest($"'{path}' is a folder: name a file.{unsent}");
        }

        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1);
        }
        catch (UnauthorizedAccessException forbidden)
        {
            throw new SocketToolsException(Fault.AccessDenied, $"The system does not allow reading '{path}'.{unsent}", forbidden);
        }
        catch (IOException missing)
        {
            throw FaultFactory.InvalidRequest($"'{path}' cannot be read: {missing.Message}{unsent}", missing);
        }
    }
}
