using System;
using System.Globalization;
using System.IO;
using SocketTools.Bodies;
using SocketTools.Faults;

namespace SocketTools.Http;

/// <summary>A file that is fetched, and continued where an earlier fetch ended, if and only if it is still the same file there.</summary>
/// <remarks>Until it is whole it is <c>name.part</c>, and beside it <c>name.part.validator</c> holds the strong validator that the first
/// response gave. To continue, the range is asked for under If-Range with that validator (RFC 9110, 13.1.5), so a server that has
/// another version by now sends all of it. Without a strong validator nothing is ever continued.</remarks>
internal sealed class Download : IDisposable
{
    private readonly string? _validator;
    private PartFile? _file;
    private ContentRange? _range;

    /// <summary>Prepares to fetch.</summary>
    /// <param name="path">The file's full path.</param>
    /// <param name="resume">Whether to continue.</param>
    internal Download(string path, bool resume)
    {
        Path = path;
        PartFile.RefuseReadOnly(path);
        if (resume)
        {
            (Offset, _validator) = Left(path);
        }
    }

    /// <summary>The file's full path.</summary>
    internal string Path { get; }

    /// <summary>How many bytes are there already.</summary>
    internal long Offset { get; private set; }

    /// <summary>Where the bytes lie at the moment.</summary>
    internal string? PartPath => _file?.PartPath;

    /// <summary>Where what tells one version of a file from another lies, beside its part.</summary>
    internal static string ValidatorPathOf(string path) => PartFile.FirstPartPath(path) + ".validator";

    /// <summary>What an earlier fetch has left: how many bytes, of which version; none where nothing tells the version.</summary>
    internal static (long Offset, string Validator) Left(string path)
    {
        string part = PartFile.FirstPartPath(path);
        string validatorPath = ValidatorPathOf(path);
        if (!File.Exists(part) || !File.Exists(validatorPath))
        {
            return (0, "");
        }

        try
        {
            string validator = File.ReadAllText(validatorPath).Trim();
            return (validator.Length > 0 ? new FileInfo(part).Length : 0, validator);
        }
        catch (Exception unreadable) when (PartFile.IsWriteFailure(unreadable))
        {
            return (0, "");
        }
    }

    private string ValidatorPath => ValidatorPathOf(Path);

    /// <summary>Asks for the rest only.</summary>
    internal void Ask(HttpRequest request)
    {
        if (Offset > 0)
        {
            request.Put("Range", "bytes=" + Offset.ToString(CultureInfo.InvariantCulture) + "-");
            request.Put("If-Range", _validator!);
        }
    }

    /// <summary>Whether a 416 says that everything is there already.</summary>
    internal bool IsWhole(RawHttpResponse response) =>
        Offset > 0 && response.StatusCode == 416 && response.Headers["Content-Range"] is [string range] && range == "bytes */" + Offset.ToString(CultureInfo.InvariantCulture);

    /// <summary>Opens the file for what this response brings: its rest, or all of it.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.ProtocolViolation"/>: a range that was not asked for.</exception>
    internal FileStream Begin(ResponseHead head)
    {
        bool rest = head.StatusCode == 206;
        _range = rest ? ContentRange.Parse(head.Headers["Content-Range"]) : null;
        if (rest && (Offset == 0 || !ContinuesHere(head)))
        {
            throw FaultFactory.ProtocolViolation("The server sends a part (206) that was not asked for (RFC 9110, 15.3.7). Nothing was written.");
        }

        if (!rest)
        {
            Offset = 0;
        }

        _file = new PartFile(Path, rest ? PartFile.Opening.Continue : PartFile.Opening.Restart);
        if (!rest && !_file.IsDevice)
        {
            PartFile.Writing(ValidatorPath, () => File.WriteAllText(ValidatorPath, StrongValidator(head) ?? ""));
        }

        return _file.Stream;
    }

    /// <summary>Everything has come: gives the file its name.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.Truncated"/>, <see cref="Fault.ProtocolViolation"/>: what came is not the rest.</exception>
    internal void Complete()
    {
        _file ??= new PartFile(Path, PartFile.Opening.Continue);
        CheckRest(_file.Stream);
        PartFile.Writing(Path, () =>
        {
            _file.Complete();
            if (!_file.IsDevice)
            {
                File.Delete(ValidatorPath);
            }
        });
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    // The range begins where the part ends, and the validator, where the range tells one, is unchanged.
    private bool ContinuesHere(ResponseHead head) =>
        _range?.First == Offset && (StrongValidator(head) is not string now || now == _validator);

    // A server may send less than was asked for (RFC 9110, 15.3.7): that is no whole file yet.
    private void CheckRest(FileStream file)
    {
        if (_range is null)
        {
            return;
        }

        if (file.Length > _range.Last + 1)
        {
            file.SetLength(Offset);
            throw FaultFactory.ProtocolViolation("The server sends more than Content-Range says (RFC 9110, 14.4). It was not kept.");
        }

        if (file.Length != _range.Complete)
        {
            throw FaultFactory.NotTheRest(file.Length, _range.Complete);
        }
    }

    // A weak ETag, or a date that may hide a second change within its second, validates nothing (RFC 9110, 8.8.1 and 8.8.2.2).
    private static string? StrongValidator(ResponseHead head)
    {
        if (head.Headers["ETag"] is [string tag])
        {
            return tag.StartsWith("\"", StringComparison.Ordinal) ? tag : null;
        }

        return head.Headers["Last-Modified"] is [string modified] && head.Headers["Date"] is [string date]
            && DateTimeOffset.TryParse(modified, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset changed)
            && DateTimeOffset.TryParse(date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset sent)
            && sent - changed >= TimeSpan.FromSeconds(60)
            ? modified
            : null;
    }
}
