using System;
using System.IO;
using System.Runtime.InteropServices;
using SocketTools.Compat;
using SocketTools.Faults;
using SocketTools.Framing;
using SocketTools.Limits;

namespace SocketTools.Bodies;

/// <summary>A file that is being received, whoever sends it: opened once, before anything is asked for, and given its own name once it is whole.</summary>
/// <remarks>
/// <para>Until <see cref="Complete"/> it is <c>name.part</c>, a file of our own with the permissions of the one whose place it takes. What an interrupted
/// transfer leaves is kept, and never taken for the whole. Beside a part that may be continued lies <c>name.part.validator</c>, which tells the version; by that
/// a part shows as ours. Anything else of that name, a user's own file or a link, is left alone, and the part is <c>name.1.part</c>.</para>
/// <para>A file that is whole takes the place of the old one in one step. Only where that would lose something, other names (hard links) or an owner that we cannot
/// give, its bytes are written into the old file instead.</para>
/// <para>What is no regular file, such as <c>/dev/null</c> or a named pipe, is written to directly. Where the path is a symbolic link, all this is about the file it
/// leads to, and the link stays.</para>
/// </remarks>
public sealed class ResumableFile : IDisposable
{
    private const int MostParts = 10_000;

    private readonly string _target;
    private readonly string? _part;
    private readonly bool _takesUp;
    private readonly Stream _stream;
    private string _validator = "";
    private bool _isNew;
    private bool _isDone;

    private ResumableFile(string path, CallClock clock)
    {
        Path = path;
        _target = path;
        _stream = new WholeWrites(Writing(path, () => OpenDirectly(path, clock)), path, takesBack: false);
    }

    private ResumableFile(string path, bool takesUp)
    {
        Path = path;
        _target = Writing(path, () => SymbolicLink.FinalPath(path));
        _takesUp = takesUp;
        FileFaults.RefuseFolder(path);
        FileStream file = OpenPart(out _part);
        _stream = new WholeWrites(file, _part, takesBack: true);
        Left = LeftValidator.Length > 0 ? file.Length : 0;
    }

    /// <summary>Its full path, as it was given.</summary>
    public string Path { get; }

    /// <summary>Whether it is no regular file, and written to directly.</summary>
    public bool IsDirect => _part is null;

    /// <summary>Where the bytes are; null where there are none, or they have gone on.</summary>
    public string? PartPath => _part is not null && (_isDone ? File.Exists(_part) : _stream.Length > 0) ? _part : null;

    /// <summary>How many bytes an earlier transfer has left; 0 where it cannot be continued.</summary>
    public long Left { get; private set; }

    /// <summary>What tells the version of what was left.</summary>
    public string LeftValidator { get; private set; } = "";

    /// <summary>Whether what comes, if it comes to an early end, can be continued by another call.</summary>
    public bool CanResume => _validator.Length > 0 && !IsDirect;

    /// <summary>Where to write. It can be read too, unless it is written to directly.</summary>
    public Stream Stream => _stream;

    /// <summary>Opens the file.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="takesUp">Whether a part that an earlier transfer to this file has left is taken up, to be continued or written anew; else it is left alone.</param>
    /// <param name="clock">Ends the wait for the other end of a pipe.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/> or <see cref="Fault.AccessDenied"/>: it cannot be written; or a timeout.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    public static ResumableFile Open(string path, bool takesUp, CallClock clock)
    {
        RefuseReadOnly(path);
        return IsWrittenDirectly(path) ? new ResumableFile(path, clock) : new ResumableFile(path, takesUp);
    }

    /// <summary>Content begins to come.</summary>
    /// <param name="continues">Whether it goes on behind what was left; else that is dropped.</param>
    /// <param name="validator">What tells its version, where it does not continue; null: nothing does, and it is never continued.</param>
    /// <exception cref="SocketToolsException">It cannot be written.</exception>
    public void Begin(bool continues, string? validator)
    {
        if (IsDirect)
        {
            return;
        }

        if (continues)
        {
            _validator = LeftValidator;
            Writing(_part!, () => _stream.Seek(0, SeekOrigin.End));
            return;
        }

        Writing(_part!, () => _stream.SetLength(0));
        Left = 0;
        Note(validator ?? "");
    }

    /// <summary>What came belongs to nothing that could be continued.</summary>
    public void Forget()
    {
        if (CanResume)
        {
            Note("");
        }
    }

    /// <summary>Everything has come: gives the file its own name, in place of one that is there.</summary>
    /// <exception cref="SocketToolsException">The disk is full, or the name cannot be had.</exception>
    public void Complete()
    {
        _isDone = true;
        _stream.Dispose();
        if (_part is not null)
        {
            Place(_part);
            Writing(_part, () => File.Delete(_part + PartName.Validator));
        }
    }

    /// <summary>Closes the file; where it was not completed, what came stays in <see cref="PartPath"/>.</summary>
    public void Dispose()
    {
        if (_isDone)
        {
            return;
        }

        _isDone = true;
        bool isEmpty = _part is not null && _stream.Length == 0;
        _stream.Dispose();
        if (isEmpty && _isNew)
        {
            Remove(_part!);
        }
    }

    /// <summary>Refuses a path that cannot be written, whatever comes: asked before anything is fetched.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.AccessDenied"/>: a file that is there and read-only, and putting another in its place would get
    /// round that; <see cref="Fault.InvalidRequest"/>: no path, or links that lead nowhere.</exception>
    public static void RefuseReadOnly(string path)
    {
        if (path.IndexOf('\0') >= 0)
        {
            throw FaultFactory.InvalidRequest("The path has NUL inside, which no file's name has.");
        }

        bool isReadOnly = Writing(path, () => !IsWrittenDirectly(path) && SymbolicLink.FinalPath(path) is string final && File.Exists(final) && FilePermissions.IsReadOnly(final));
        if (isReadOnly)
        {
            throw FileFaults.ReadOnlyFile(path);
        }
    }

    /// <summary>Whether a path leads to what is no regular file, so that everything may be written to it: the null device above all.</summary>
    public static bool IsWrittenDirectly(string path)
    {
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
        {
            return path.StartsWith(@"\\.\", StringComparison.Ordinal) || string.Equals(System.IO.Path.GetFileName(path), "NUL", StringComparison.OrdinalIgnoreCase);
        }

        // What is under /dev is as it is: its links, such as /dev/stdout, lead to what has no name of its own.
        return (path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith("/dev/shm/", StringComparison.Ordinal))
            || FileStatus.Of(path, followLinks: true) is { Kind: FileKind.Device or FileKind.Waiting };
    }

    /// <summary>Whether this is the system's way to say that a file cannot be written.</summary>
    internal static bool IsWriteFailure(Exception exception) =>
        exception is UnauthorizedAccessException || (exception is IOException && exception is not SocketToolsException);

    /// <summary>Does what may fail because a file cannot be written.</summary>
    /// <param name="path">The file, for the error.</param>
    /// <param name="work">What to do.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/> or <see cref="Fault.AccessDenied"/>: it cannot be written.</exception>
    internal static T Writing<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception impossible) when (IsWriteFailure(impossible))
        {
            throw FaultFactory.CannotWrite(path, impossible);
        }
    }

    /// <inheritdoc cref="Writing{T}"/>
    internal static void Writing(string path, Action work) => Writing(path, () =>
    {
        work();
        return true;
    });

    private static Stream OpenDirectly(string path, CallClock clock) => WaitingFile.Is(path)
        ? WaitingFile.Open(path, FileAccess.Write, clock)
        : new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 1);

    // One writer at a time, or two downloads make one file of both. Elsewhere than on Windows only None is exclusive: the rest share a lock.
    private static FileShare Sharing => RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? FileShare.Read : FileShare.None;

    private string? Like => File.Exists(_target) ? _target : null;

    private FileStream OpenPart(out string part)
    {
        for (int index = 0; ; index++)
        {
            string candidate = part = PartName.Of(_target, index);
            if (_takesUp && TakeUp(candidate) is FileStream left)
            {
                return left;
            }

            try
            {
                FileStream made = FilePermissions.Create(candidate, Sharing, Like);
                _isNew = true;
                return made;
            }
            catch (IOException) when (index < MostParts && IsThere(candidate))
            {
                // Whosever it is.
            }
            catch (Exception impossible) when (IsWriteFailure(impossible))
            {
                throw FaultFactory.CannotWrite(Path, impossible);
            }
        }
    }

    // Only what shows as ours by its validator is taken up: a regular file with one name, and no link that somebody has put there.
    private FileStream? TakeUp(string part)
    {
        string validator = part + PartName.Validator;
        if (!IsOurs(part) || !IsOurs(validator))
        {
            return null;
        }

        // Ours is one line of a field's characters; anything else there would never be taken by anybody.
        string said = Writing(validator, () => File.ReadAllText(validator)).Trim();
        said = LineBreak.NameOfFirst(said) is null ? said : "";
        FileStream file = Writing(part, () => new FileStream(part, FileMode.Open, FileAccess.ReadWrite, Sharing, bufferSize: 1));
        if (FileStatus.Of(file.SafeFileHandle) != FileStatus.Of(part, followLinks: false) && FileStatus.Of(file.SafeFileHandle) is not null)
        {
            file.Dispose();
            return null;
        }

        if (Like is string like)
        {
            Writing(part, () => FilePermissions.Narrow(file, like));
        }

        LeftValidator = said;
        return file;
    }

    private static bool IsOurs(string path) => File.Exists(path) && !SymbolicLink.Is(path)
        && FileStatus.Of(path, followLinks: false) is null or { Kind: FileKind.Regular, Links: 1, IsOurs: true };

    private static bool IsThere(string path) => File.Exists(path) || Directory.Exists(path) || SymbolicLink.Is(path) || FileStatus.Of(path, followLinks: false) is not null;

    // Beside a part that nothing takes up, none is needed.
    private void Note(string validator)
    {
        _validator = validator;
        if (!_takesUp)
        {
            return;
        }

        string path = _part + PartName.Validator;
        Writing(path, () =>
        {
            // What is there may be a link: it goes, and nothing is written to where it leads.
            File.Delete(path);
            using FileStream file = FilePermissions.Create(path, Sharing, Like);
            using var writer = new StreamWriter(file);
            writer.Write(validator);
        });
    }

    private void Place(string part)
    {
        if (!File.Exists(_target))
        {
            Writing(Path, () => File.Move(part, _target));
            return;
        }

        FileStatus? old = FileStatus.Of(_target, followLinks: false);
        if (old is FileStatus known && (known.Links > 1 || !known.TryGiveOwner(part)))
        {
            WriteInto(_target, part);
            return;
        }

        Writing(Path, () =>
        {
            FilePermissions.Copy(_target, part);
            File.Replace(part, _target, null);
        });
    }

    private void WriteInto(string target, string part)
    {
        try
        {
            using (var from = new FileStream(part, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1))
            using (var to = new FileStream(target, FileMode.Open, FileAccess.Write, Sharing, bufferSize: 1))
            {
                from.CopyTo(to);
                to.SetLength(from.Length);
            }

            File.Delete(part);
        }
        catch (Exception impossible) when (IsWriteFailure(impossible))
        {
            throw FileFaults.WholeInPart(Path, part, impossible);
        }
    }

    private static void Remove(string part)
    {
        try
        {
            File.Delete(part);
            if (IsOurs(part + PartName.Validator))
            {
                File.Delete(part + PartName.Validator);
            }
        }
        catch (Exception stuck) when (IsWriteFailure(stuck))
        {
            // An empty part does no harm.
        }
    }
}
