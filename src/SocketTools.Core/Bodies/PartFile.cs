using System;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;
using SocketTools.Compat;
using SocketTools.Faults;

namespace SocketTools.Bodies;

/// <summary>A file that is being received: it carries its own name only once it is whole.</summary>
/// <remarks>Until <see cref="Complete"/> it is <c>name.part</c>, or <c>name.1.part</c> and so on where that is there already: what an
/// interrupted transfer leaves is kept, and is never taken for the whole. A device such as <c>/dev/null</c> is written to directly. Where the
/// path is a symbolic link, all this is about the file it leads to, and the link stays.</remarks>
public sealed class PartFile : IDisposable
{
    private readonly string _path;
    private bool _completed;

    /// <summary>What to do with a part that is there already.</summary>
    public enum Opening
    {
        /// <summary>Leave it, and take another name.</summary>
        Another,

        /// <summary>Overwrite it.</summary>
        Restart,

        /// <summary>Write behind it.</summary>
        Continue,
    }

    /// <summary>Opens the file.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="opening">What to do with a part that is there already.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/> or <see cref="Fault.AccessDenied"/>: it cannot be written.</exception>
    public PartFile(string path, Opening opening = Opening.Another)
    {
        RefuseReadOnly(path);
        _path = FinalPath(path);
        IsDevice = NamesDevice(_path);
        PartPath = IsDevice ? _path : opening == Opening.Another ? FreePartPath(_path) : FirstPartPath(_path);
        if (!IsDevice && Directory.Exists(_path))
        {
            throw FaultFactory.InvalidRequest($"'{path}' is a folder: name a file.");
        }

        FileAccess access = IsDevice || opening == Opening.Continue ? FileAccess.Write : FileAccess.ReadWrite;
        Stream = Writing(PartPath, () => new FileStream(PartPath, Mode(opening), access, Sharing(IsDevice), bufferSize: 1));
    }

    /// <summary>Where the bytes lie until the file is whole.</summary>
    public string PartPath { get; }

    /// <summary>Whether it is a device, which is written to directly.</summary>
    public bool IsDevice { get; }

    /// <summary>Where to write.</summary>
    public FileStream Stream { get; }

    /// <summary>Everything has come: gives the file its own name, in place of one that is there.</summary>
    /// <exception cref="IOException">The disk is full, or the name cannot be had.</exception>
    public void Complete()
    {
        Stream.Dispose();
        _completed = true;
        if (IsDevice)
        {
            return;
        }

        if (File.Exists(_path))
        {
            // What was private before stays so.
            FilePermissions.Copy(_path, PartPath);
            File.Replace(PartPath, _path, null);
        }
        else
        {
            File.Move(PartPath, _path);
        }
    }

    /// <summary>Closes the file; where it was not completed, what came stays in <see cref="PartPath"/>.</summary>
    public void Dispose()
    {
        if (!_completed)
        {
            Stream.Dispose();
        }
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

    /// <summary>Where a part lies, if no other stands in its way.</summary>
    internal static string FirstPartPath(string path) => FinalPath(path) + ".part";

    /// <summary>Refuses a path whose file is there and read-only: asked before anything is fetched. Putting another in its place would get round that.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.AccessDenied"/>, or <see cref="Fault.InvalidRequest"/>: links that lead nowhere.</exception>
    public static void RefuseReadOnly(string path)
    {
        string final = FinalPath(path);
        if (Writing(path, () => File.Exists(final) && !NamesDevice(final) && FilePermissions.IsReadOnly(final)))
        {
            throw FaultFactory.ReadOnlyFile(path);
        }
    }

    // What is under /dev is as it is: its links, such as /dev/stdout, lead to what has no name of its own.
    private static string FinalPath(string path) => NamesDevice(path) ? path : Writing(path, () => SymbolicLink.FinalPath(path));

    // One writer at a time, or two downloads make one file of both. Elsewhere than on Windows only None is exclusive: the rest share a lock.
    private static FileShare Sharing(bool device) => device ? FileShare.ReadWrite
        : RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? FileShare.Read
        : FileShare.None;

    private FileMode Mode(Opening opening) => IsDevice ? FileMode.Open
        : opening == Opening.Another ? FileMode.CreateNew
        : opening == Opening.Restart ? FileMode.Create
        : FileMode.Append;

    private static string FreePartPath(string path)
    {
        string part = FirstPartPath(path);
        for (int i = 1; File.Exists(part); i++)
        {
            part = path + "." + i.ToString(CultureInfo.InvariantCulture) + ".part";
        }

        return part;
    }

    /// <summary>Whether a path names a device, which everything may be written to: the null device above all.</summary>
    public static bool NamesDevice(string path) => RuntimeInformation.IsOSPlatform(OSPlatform.Windows)
        ? path.StartsWith(@"\\.\", StringComparison.Ordinal) || string.Equals(Path.GetFileName(path), "NUL", StringComparison.OrdinalIgnoreCase)
        : path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith("/dev/shm/", StringComparison.Ordinal);
}
