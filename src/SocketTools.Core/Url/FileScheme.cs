using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using SocketTools.Bodies;
using SocketTools.Faults;
using SocketTools.Framing;
using SocketTools.Http;
using SocketTools.Limits;

namespace SocketTools.Url;

/// <summary>file: what lies on this machine (RFC 8089).</summary>
internal sealed class FileScheme : IUriScheme
{
    private const int BlockSize = 128 * 1024;

    private readonly UriOptions _options;

    internal FileScheme(UriOptions options) => _options = options;

    /// <inheritdoc/>
    public UriContent Fetch(UriReference uri, CallClock clock)
    {
        if (_options.Credential is not null)
        {
            throw FaultFactory.InvalidRequest("A file asks for no name and password: leave out the credential.");
        }

        string path = PathOf(uri);
        return Opening(path, () => Directory.Exists(path) ? List(path, clock) : Read(path, clock));
    }

    /// <summary>The URI of a path.</summary>
    internal static Uri UriOf(string path, bool isDirectory)
    {
        string slashed = Path.DirectorySeparatorChar == '\\' ? path.Replace('\\', '/') : path;
        bool isShare = slashed.StartsWith("//", StringComparison.Ordinal) && Path.DirectorySeparatorChar == '\\';
        string start = isShare ? "file:" : slashed.StartsWith("/", StringComparison.Ordinal) ? "file://" : "file:///";
        string drive = Path.DirectorySeparatorChar == '\\' && slashed.Length > 1 && slashed[1] == ':' ? slashed.Substring(0, 2) : "";
        string text = start + drive + PercentCoding.Encode(slashed.Substring(drive.Length), keepSlashes: true);
        return new Uri(isDirectory && !text.EndsWith("/", StringComparison.Ordinal) ? text + "/" : text);
    }

    private string PathOf(UriReference uri)
    {
        string path = uri.IsPath ? uri.Text : FromUri(uri);
        if (path.IndexOf('\0') >= 0)
        {
            throw FaultFactory.InvalidRequest("The path has NUL inside, which no file's name has.");
        }

        if (path == "~" || path.StartsWith("~/", StringComparison.Ordinal) || path.StartsWith("~\\", StringComparison.Ordinal))
        {
            path = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + path.Substring(1);
        }

        try
        {
            return Path.GetFullPath(Path.IsPathRooted(path) ? path : Path.Combine(_options.Directory?.Invoke() ?? Environment.CurrentDirectory, path));
        }
        catch (Exception impossible) when (impossible is ArgumentException or NotSupportedException or PathTooLongException)
        {
            throw FaultFactory.InvalidRequest($"'{FaultFactory.Visible(path)}' is not the path of a file: {impossible.Message}", impossible);
        }
    }

    private static string FromUri(UriReference uri)
    {
        if (uri.Rest.IndexOf('?') >= 0)
        {
            throw FaultFactory.InvalidRequest("A file: URI has no query: write %3F for a question mark in a name.");
        }

        string path = PercentCoding.DecodeText(uri.Rest);
        string host = string.Equals(uri.Authority, "localhost", StringComparison.OrdinalIgnoreCase) ? "" : uri.Authority;
        if (path.Length == 0 && host.Length == 0)
        {
            throw FaultFactory.InvalidRequest($"'{uri.Text}' names no file: write file:///path, or file:name for one in the current location.");
        }

        if (host.Length == 1 && uri.Text.IndexOf("//" + host + ":", StringComparison.Ordinal) >= 0)
        {
            throw FaultFactory.InvalidRequest($"'{host}:' is a drive, and stands where the name of a machine does: write file:///{host}:/path, with three slashes.");
        }

        if (Path.DirectorySeparatorChar != '\\')
        {
            return host.Length == 0 ? path : throw FaultFactory.InvalidRequest($"'{host}' is another machine: write file:///path for a file here, with three slashes.");
        }

        bool hasDrive = path.Length > 2 && path[0] == '/' && path[2] == ':';
        return host.Length > 0 ? @"\\" + host + path.Replace('/', '\\') : hasDrive ? path.Substring(1) : path;
    }

    private UriContent Read(string path, CallClock clock)
    {
        var timing = new ResponseTiming();

        using Stream file = OpenFile(path, clock);
        long? length = file.CanSeek ? file.Length : null;
        var content = new UriContent(UriOf(path, isDirectory: false), UriContent.Fields(MediaTypes.OfName(path), length, File.GetLastWriteTimeUtc(path)))
        {
            Encoding = _options.Encoding,
            Timing = timing,
        };
        using var store = new ContentStore(_options, clock);
        store.Begin();
        try
        {
            Copy(file, path, store.Sink(length), clock);
            store.Complete(content);
        }
        catch (SocketToolsException fault)
        {
            throw store.WithWhatCame(fault, content);
        }

        timing.Total = clock.Elapsed;
        return content;
    }

    // A pipe without a writer, or a drive that is gone, would hold this thread where no clock reaches it.
    private static Stream OpenFile(string path, CallClock clock)
    {
        if (WaitingFile.Is(path))
        {
            return WaitingFile.Open(path, FileAccess.Read, clock);
        }

        clock.BeginReceive("the file");
        return BlockingCall.Run(() => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1), clock, "SocketTools file");
    }

    private static void Copy(Stream file, string path, IBodySink sink, CallClock clock)
    {
        var block = new byte[BlockSize];
        clock.BeginReceive(path);
        int count;
        while ((count = file.Read(block, 0, block.Length)) > 0)
        {
            sink.Write(block, 0, count);
            clock.NoteProgress();
            clock.ThrowIfStopped();
        }
    }

    private UriContent List(string path, CallClock clock)
    {
        var entries = new List<DirectoryItem>();
        Uri directory = UriOf(path, isDirectory: true);
        foreach (FileSystemInfo entry in new DirectoryInfo(path).EnumerateFileSystemInfos())
        {
            clock.ThrowIfStopped();
            entries.Add(Item(entry, directory.OriginalString));
        }

        DirectoryItem[] items = entries.OrderBy(static e => e.Name, StringComparer.Ordinal).ToArray();
        byte[] listing = Encoding.UTF8.GetBytes(string.Concat(items.Select(static i => i + "\n")));
        var content = new UriContent(directory, UriContent.Fields(MediaTypes.Directory, listing.Length, Directory.GetLastWriteTimeUtc(path)))
        {
            Items = items,
        };
        using var store = new ContentStore(_options, clock);
        store.Put(listing, content);
        content.Timing.Total = clock.Elapsed;
        return content;
    }

    private static DirectoryItem Item(FileSystemInfo entry, string directory)
    {
        bool isDirectory = (entry.Attributes & FileAttributes.Directory) != 0;
        return new DirectoryItem(directory, entry.FullName, entry.Name, entry.Name, Encoding.UTF8)
        {
            IsDirectory = isDirectory,
            Length = isDirectory ? null : LengthOf((FileInfo)entry),
            LastModified = entry.LastWriteTime,
        };
    }

    // A link that leads nowhere, or a file that was deleted meanwhile.
    private static long? LengthOf(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static UriContent Opening(string path, Func<UriContent> work)
    {
        try
        {
            return work();
        }
        catch (UnauthorizedAccessException forbidden)
        {
            throw UrlFaults.FileForbidden(path, forbidden);
        }
        catch (IOException impossible) when (impossible is not SocketToolsException)
        {
            throw UrlFaults.FileNotThere(path, impossible);
        }
    }
}
