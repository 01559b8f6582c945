using System.IO;
using SocketTools.Faults;

namespace SocketTools.Bodies;

/// <summary>A body that goes into a file, within a budget.</summary>
internal sealed class FileBody : IBodySink
{
    private readonly Stream _file;
    private long _count;
    private readonly long? _maxBytes;

    /// <summary>Writes at the file's position.</summary>
    /// <param name="file">Stays the caller's; an error of its own says that it cannot be written.</param>
    /// <param name="offset">How many bytes are there already.</param>
    /// <param name="maxBytes">The budget of the whole file, in bytes; null: none.</param>
    internal FileBody(Stream file, long offset, long? maxBytes)
    {
        _file = file;
        _count = offset;
        _maxBytes = maxBytes;
    }

    /// <inheritdoc/>
    public void Write(byte[] array, int offset, int count)
    {
        if (_maxBytes is long most && _count + count > most)
        {
            throw FaultFactory.LimitExceeded("The body", most, Limit.BodyBytes);
        }

        _file.Write(array, offset, count);
        _count += count;
    }
}
