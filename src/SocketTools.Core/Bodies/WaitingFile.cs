using System;
using System.IO;
using SocketTools.Compat;
using SocketTools.Faults;
using SocketTools.Limits;

namespace SocketTools.Bodies;

/// <summary>A pipe, a terminal, a socket in the file system: what may keep one waiting, at each call and for ever.</summary>
/// <remarks>Every call of the system's is made on a thread of its own, and waited for under a clock. A call that nobody waits for any more is left to
/// itself; where it opens a pipe, the other end is opened for it, so that it comes back.</remarks>
internal sealed class WaitingFile : Stream
{
    private const string ThreadName = "SocketTools file";

    private readonly FileStream _file;
    private readonly CallClock _clock;

    private WaitingFile(FileStream file, CallClock clock)
    {
        _file = file;
        _clock = clock;
    }

    /// <inheritdoc/>
    public override bool CanRead => _file.CanRead;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => _file.CanWrite;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Whether a path leads to something that may keep one waiting.</summary>
    internal static bool Is(string path) => FileStatus.Of(path, followLinks: true) is { Kind: FileKind.Waiting };

    /// <summary>Refuses it, where there is no clock to wait under.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: it is one.</exception>
    internal static void Refuse(string path)
    {
        if (Is(path))
        {
            throw FileFaults.NoRegularFile(path);
        }
    }

    /// <summary>Opens it: a pipe opens once its other end does.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="access">To read or to write.</param>
    /// <param name="clock">Ends this wait, and those for its bytes.</param>
    /// <exception cref="SocketToolsException">A clock ran out.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    internal static WaitingFile Open(string path, FileAccess access, CallClock clock)
    {
        var opening = new Opening(path, access);
        Begin(clock, path, access);
        try
        {
            return new WaitingFile(BlockingCall.Run(opening.Open, clock, ThreadName), clock);
        }
        catch (Exception late) when (late is OperationCanceledException or SocketToolsException)
        {
            opening.Abandon();
            if (late is SocketToolsException alone)
            {
                throw FileFaults.NoOtherEnd(alone, path, access == FileAccess.Read ? "writes" : "reads");
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        // A call that nobody waits for must not write into what belongs to somebody else by then.
        var block = new byte[count];
        Begin(_clock, _file.Name, FileAccess.Read);
        int read = BlockingCall.Run(() => _file.Read(block, 0, block.Length), _clock, ThreadName);
        Buffer.BlockCopy(block, 0, buffer, offset, read);
        return read;
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count)
    {
        var block = new byte[count];
        Buffer.BlockCopy(buffer, offset, block, 0, count);
        Begin(_clock, _file.Name, FileAccess.Write);
        BlockingCall.Run(
            () =>
            {
                _file.Write(block, 0, block.Length);
                return true;
            },
            _clock,
            ThreadName);
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
        }

        base.Dispose(disposing);
    }

    private static void Begin(CallClock clock, string path, FileAccess access)
    {
        string name = $"'{path}'";
        if (access == FileAccess.Read)
        {
            clock.BeginReceive(name);
        }
        else
        {
            clock.BeginSend(name);
        }
    }

    /// <summary>An opening that may come when nobody waits for it any more.</summary>
    private sealed class Opening
    {
        private readonly string _path;
        private readonly FileAccess _access;
        private FileStream? _opened;
        private bool _isAbandoned;

        internal Opening(string path, FileAccess access)
        {
            _path = path;
            _access = access;
        }

        internal FileStream Open()
        {
            var file = new FileStream(_path, FileMode.Open, _access, FileShare.ReadWrite, bufferSize: 1);
            lock (this)
            {
                _opened = file;
                if (_isAbandoned)
                {
                    file.Dispose();
                }
            }

            return file;
        }

        internal void Abandon()
        {
            lock (this)
            {
                _isAbandoned = true;
                if (_opened is not null)
                {
                    _opened.Dispose();
                    return;
                }
            }

            try
            {
                // Both ends at once: that waits for nobody.
                new FileStream(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 1).Dispose();
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException or NotSupportedException)
            {
                // No pipe, or not ours to write: the thread stays until the other end comes.
            }
        }
    }
}
