using System;
using SocketTools.Bodies;
using SocketTools.Limits;

namespace SocketTools.Url;

/// <summary>A menu or a listing in memory, within a budget of bytes and of entries: one costs far more than the bytes of its line.</summary>
internal sealed class ListingBody : IBodySink
{
    private const int LeastBytesOfEntry = 32;

    private readonly MemoryBody _body;
    private readonly long _maxEntries;
    private readonly Action<long, long?>? _progress;
    private long _entries;

    internal ListingBody(UriOptions options)
    {
        long most = options.MaxBodyBytes ?? Budgets.MaxListingBytes;
        _body = new MemoryBody(most);
        _maxEntries = Math.Max(most, Budgets.MaxListingBytes) / LeastBytesOfEntry;
        _progress = options.Progress;
    }

    /// <inheritdoc/>
    public void Write(byte[] array, int offset, int count)
    {
        for (int at = offset; (at = Array.IndexOf(array, (byte)'\n', at, offset + count - at) + 1) > 0;)
        {
            _entries++;
        }

        if (_entries > _maxEntries)
        {
            throw UrlFaults.TooManyEntries(_maxEntries);
        }

        _body.Write(array, offset, count);
        _progress?.Invoke(_body.Count, null);
    }

    /// <summary>The bytes.</summary>
    internal byte[] ToArray() => _body.ToArray();
}
