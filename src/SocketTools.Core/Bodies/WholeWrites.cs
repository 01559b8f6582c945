using System;
using System.IO;
using SocketTools.Faults;

namespace SocketTools.Bodies;

/// <summary>Writes each piece whole or not at all: what a full disk has taken of one is taken back, since the whole of it is still elsewhere.</summary>
internal sealed class WholeWrites : Stream
{
    private readonly Stream _file;
    private readonly string _path;
    private readonly bool _takesBack;

    /// <summary>Writes to a file.</summary>
    /// <param name="file">Disposed of with this.</param>
    /// <param name="path">Its path, for the error.</param>
    /// <param name="takesBack">Whether it is ours to shorten; false: a device, or what others write to as well.</param>
    internal WholeWrites(Stream file, string path, bool takesBack)
    {
        _file = file;
        _path = path;
        _takesBack = takesBack;
    }

    /// <inheritdoc/>
    public override bool CanRead => _file.CanRead;

    /// <inheritdoc/>
    public override bool CanSeek => _file.CanSeek;

    /// <inheritdoc/>
    public override bool CanWrite => _file.CanWrite;

    /// <inheritdoc/>
    public override long Length => _file.Length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _file.Position;
        set => _file.Position = value;
    }

    /// <inheritdoc/>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/> or <see cref="Fault.AccessDenied"/>: it cannot be written.</exception>
    public override void Write(byte[] buffer, int offset, int count)
    {
        long before = _takesBack ? _file.Position : 0;
        try
        {
            _file.Write(buffer, offset, count);
        }
        catch (Exception full) when (ResumableFile.IsWriteFailure(full))
        {
            TakeBack(before);
            throw FaultFactory.CannotWrite(_path, full, Advice.ReceiveTheRest);
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => _file.Read(buffer, offset, count);

    /// <inheritdoc/>
    public override void Flush() => _file.Flush();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => _file.Seek(offset, origin);

    /// <inheritdoc/>
    public override void SetLength(long value) => _file.SetLength(value);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
        }

        base.Dispose(disposing);
    }

    private void TakeBack(long length)
    {
        try
        {
            if (_takesBack)
            {
                _file.SetLength(length);
                _file.Position = length;
            }
        }
        catch (Exception stuck) when (ResumableFile.IsWriteFailure(stuck))
        {
            // The first error says what is wrong.
        }
    }
}
