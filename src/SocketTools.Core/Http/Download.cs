using System;
using System.Globalization;
using System.IO;
using SocketTools.Bodies;
using SocketTools.Faults;
using SocketTools.Limits;

namespace SocketTools.Http;

/// <summary>A file that is fetched, and continued where an earlier fetch ended, if and only if it is still the same file there.</summary>
/// <remarks>What was left is continued by the strong validator that the first response gave. To continue, the range is asked for under If-Range with that validator (RFC 9110, 13.1.5), so a server that has
/// another version by now sends all of it. Without a strong validator nothing is ever continued.</remarks>
internal sealed class Download : IDisposable
{
    private readonly ResumableFile _file;
    private readonly bool _resumes;
    private readonly bool _decodes;
    private ContentRange? _range;
    private bool _began;

    /// <summary>Opens the file, before anything is asked for.</summary>
    /// <param name="options">The file's full path, whether to continue, and whether the body is decoded on its way.</param>
    /// <param name="clock">Ends the wait for the other end of a pipe.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/> or <see cref="Fault.AccessDenied"/>: it cannot be written; or a timeout.</exception>
    internal Download(ReceiveOptions options, CallClock clock)
    {
        _file = ResumableFile.Open(options.OutFile!, takesUp: true, clock);
        _resumes = options.Resume;
        _decodes = options.Decompress;
        Offset = _resumes ? _file.Left : 0;
    }

    /// <summary>The file's full path.</summary>
    internal string Path => _file.Path;

    /// <summary>How many bytes are there already.</summary>
    internal long Offset { get; private set; }

    /// <summary>Where what came of a body lies; null: nothing came.</summary>
    internal string? PartPath => _began ? _file.PartPath : null;

    /// <summary>Whether another call can go on with what came.</summary>
    internal bool CanResume => _file.CanResume;

    /// <summary>Where the body is written, once it has begun.</summary>
    internal Stream Stream => _file.Stream;

    /// <summary>Asks for the rest only.</summary>
    internal void Ask(HttpRequest request)
    {
        if (Offset > 0)
        {
            request.Put("Range", "bytes=" + Offset.ToString(CultureInfo.InvariantCulture) + "-");
            request.Put("If-Range", _file.LeftValidator);
        }
    }

    /// <summary>Whether a 416 says that everything is there already.</summary>
    internal bool IsWhole(RawHttpResponse response) =>
        Offset > 0 && response.StatusCode == 416 && response.Headers["Content-Range"] is [string range] && range == "bytes */" + Offset.ToString(CultureInfo.InvariantCulture);

    /// <summary>The body of a success begins: the file's rest, or all of it.</summary>
    /// <param name="request">What was asked; null where that is not known.</param>
    /// <param name="head">The response's.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.ProtocolViolation"/>: a range that was not asked for, or a part that does not say that it is one.</exception>
    internal void Begin(HttpRequest? request, ResponseHead head)
    {
        bool rest = head.StatusCode == 206;
        string[]? told = head.Headers["Content-Range"];
        _range = rest ? ContentRange.Parse(told) : null;
        if (rest && (Offset == 0 || !ContinuesHere(head)))
        {
            throw FaultFactory.ProtocolViolation("The server sends a part (206) that was not asked for (RFC 9110, 15.3.7). Nothing was written.");
        }

        if (!rest && told is not null && ContentRange.Parse(told) is not { IsWhole: true })
        {
            throw HttpFaults.PartWithoutSayingSo(head.StatusCode, told[0]);
        }

        Offset = rest ? Offset : 0;
        _began = true;

        // Decoded bytes are at no place that a range could name, and only GET has ranges (RFC 9110, 14.2).
        bool canResume = request?.Method == "GET" && !(_decodes && head.Headers.Contains("Content-Encoding"));
        _file.Begin(rest, canResume ? StrongValidator(head) : null);
    }

    /// <summary>Everything has come: gives the file its name.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.Truncated"/>, <see cref="Fault.ProtocolViolation"/>: what came is not the rest.</exception>
    internal void Complete()
    {
        CheckRest(_file.Stream);
        _file.Complete();
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private bool ContinuesHere(ResponseHead head) => _range?.First == Offset && IsUnchanged(head);

    // The validator, where the range tells one, is what it was; one that has become weak is another (RFC 9110, 15.3.7.3).
    private bool IsUnchanged(ResponseHead head)
    {
        string left = _file.LeftValidator!;
        string[]? told = head.Headers[IsStrongTag(left) ? "ETag" : "Last-Modified"];
        return (told is null || (told is [string same] && same == left)) && (StrongValidator(head) is not string now || now == left);
    }

    // A server may send less than was asked for (RFC 9110, 15.3.7): that is no whole file yet.
    private void CheckRest(Stream file)
    {
        if (_range is null)
        {
            return;
        }

        if (file.Length > _range.Last + 1)
        {
            ResumableFile.Writing(Path, () => file.SetLength(Offset));
            throw FaultFactory.ProtocolViolation("The server sends more than Content-Range says (RFC 9110, 14.4). It was not kept.");
        }

        if (file.Length != _range.Complete)
        {
            throw HttpFaults.NotTheRest(file.Length, _range.Complete);
        }
    }

    private static bool IsStrongTag(string tag) => tag.Length > 1 && tag[0] == '"' && tag[tag.Length - 1] == '"';

    // A weak ETag, or a date that may hide a second change within its second, validates nothing (RFC 9110, 8.8.1 and 8.8.2.2).
    private static string? StrongValidator(ResponseHead head)
    {
        if (head.Headers["ETag"] is [string tag])
        {
            return IsStrongTag(tag) ? tag : null;
        }

        return head.Headers["Last-Modified"] is [string modified] && head.Headers["Date"] is [string date]
            && DateTimeOffset.TryParse(modified, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset changed)
            && DateTimeOffset.TryParse(date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset sent)
            && sent - changed >= TimeSpan.FromSeconds(60)
            ? modified
            : null;
    }
}
