using System;
using System.IO;
using SocketTools.Faults;

namespace SocketTools.Http;

/// <summary>What a request carries: bytes, or a file that is streamed. It can be sent more than once.</summary>
public sealed class RequestBody
{
    private readonly byte[]? _bytes;
    private readonly string? _path;

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

    /// <summary>Opens it for reading.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/> or <see cref="Fault.AccessDenied"/>: it cannot be read.</exception>
    public Stream Open() => _bytes is not null ? new MemoryStream(_bytes, writable: false) : OpenFile(_path!);

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
