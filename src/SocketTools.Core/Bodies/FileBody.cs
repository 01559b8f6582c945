using System.IO;
using SocketTools.Faults;

namespace SocketTools.Bodies;

/// <summary>A body that goes into a file, within a budget.</summary>
internal sealed class FileBody : IBodySink
{
    private readonly FileStream _file;
    private readonly long? _maxBytes;

    /// <summary>Writes at the file's position.</summary>
    /// <param name="file">Stays the caller's.</param>
    /// <param name="maxBytes">The budget of the whole file, in bytes; null: none.</param>
    internal FileBody(FileStream file, long? maxBytes)
    {
        _file = file;
        _maxBytes = maxBytes;
    }

    /// <inheritdoc/>
    public void Write(byte[] array, int offset, int count)
    {
        if (_maxBytes is long most && _file.Position + count > most)
        {
            throw FaultFactory.LimitExceeded("The body", most, "MaxBodyBytes");
        }

        PartFile.Writing(_file.Name, () => _file.Write(array, offset, count));
    }
}
