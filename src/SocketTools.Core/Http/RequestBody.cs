using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using SocketTools.Bodies;
using SocketTools.Faults;
using SocketTools.Limits;

namespace SocketTools.Http;

/// <summary>What a request carries: bytes, a file that is streamed, or several of these. It can be sent more than once, unless it is a pipe.</summary>
public sealed class RequestBody
{
    private readonly byte[]? _bytes;
    private readonly string? _path;
    private readonly IReadOnlyList<RequestBody>? _joined;
    private readonly bool _isPipe;
    private Stream? _pipe;
    private bool _isSpent;

    private RequestBody(IReadOnlyList<RequestBody> joined)
    {
        _joined = joined;
        Length = 0;
        foreach (RequestBody body in joined)
        {
            Length += body.Length;
        }
    }

    private RequestBody(byte[]? bytes, string? path, long? length, bool isPipe = false)
    {
        _isPipe = isPipe;
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
        if (WaitingFile.Is(path))
        {
            // Looking into it would take what its writer has to say, and wait for it.
            return new(null, path, null, isPipe: true);
        }

        using Stream file = OpenFile(path, null);
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

    /// <summary>Opens what cannot be opened twice, before anybody is called.</summary>
    /// <param name="clock">Ends the wait for the other end of a pipe, and those for its bytes.</param>
    /// <exception cref="SocketToolsException">As <see cref="Open"/>.</exception>
    public void Ready(CallClock clock)
    {
        foreach (RequestBody body in _joined ?? Array.Empty<RequestBody>())
        {
            body.Ready(clock);
        }

        if (_isPipe && !_isSpent && _pipe is null)
        {
            _pipe = OpenFile(_path!, clock);
        }
    }

    /// <summary>Whether it has been sent, and cannot be sent again.</summary>
    internal bool IsSpent => _isSpent || _joined?.Any(static body => body.IsSpent) == true;

    /// <summary>Closes what <see cref="Ready"/> opened and nobody took.</summary>
    internal void Release()
    {
        foreach (RequestBody body in _joined ?? Array.Empty<RequestBody>())
        {
            body.Release();
        }

        if (!_isSpent)
        {
            _pipe?.Dispose();
            _pipe = null;
        }
    }

    /// <summary>Opens it for reading.</summary>
    /// <param name="clock">Ends the wait for the other end of a pipe, and those for its bytes.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/> or <see cref="Fault.AccessDenied"/>: it cannot be read, or not again; or a timeout.</exception>
    public Stream Open(CallClock clock)
    {
        if (_joined is not null)
        {
            return new JoinedStream(_joined, clock);
        }

        if (_bytes is not null)
        {
            return new MemoryStream(_bytes, writable: false);
        }

        if (!_isPipe)
        {
            return OpenFile(_path!, clock);
        }

        if (_isSpent)
        {
            throw HttpFaults.PipeReadAgain(_path!);
        }

        Ready(clock);
        _isSpent = true;
        return _pipe!;
    }

    /// <summary>Opens a file for reading, without a buffer of its own.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="clock">Ends the wait for the other end of a pipe, and those for its bytes; null: a pipe is refused.</param>
    /// <param name="isForSending">Whether an error is to say that nothing was sent.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/> or <see cref="Fault.AccessDenied"/>: it cannot be read; or a timeout.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    public static Stream OpenFile(string path, CallClock? clock, bool isForSending = true)
    {
        string unsent = isForSending ? " Nothing was sent." : "";
        FileFaults.RefuseFolder(path, unsent);
        if (clock is null)
        {
            WaitingFile.Refuse(path);
        }

        try
        {
            return clock is not null && WaitingFile.Is(path)
                ? WaitingFile.Open(path, FileAccess.Read, clock)
                : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1);
        }
        catch (UnauthorizedAccessException forbidden)
        {
            throw new SocketToolsException(Fault.AccessDenied, $"The system does not allow reading '{path}'.{unsent}", forbidden);
        }
        catch (IOException missing) when (missing is not SocketToolsException)
        {
            throw FaultFactory.InvalidRequest($"'{path}' cannot be read: {missing.Message}{unsent}", missing);
        }
    }
}
