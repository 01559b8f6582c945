using System;
using SocketTools.Faults;

namespace SocketTools.Framing;

/// <summary>The bytes received and not yet handed out: one window that grows at its end and is consumed from its start.</summary>
/// <remarks>Not thread-safe; the connection's receive gate guards it.</remarks>
public sealed class ReceiveBuffer
{
    // The longest array the runtime allocates.
    private const int MostBytes = 0x7FFFFFC7;

    private byte[] _array = System.Array.Empty<byte>();
    private int _start;
    private int _end;

    /// <summary>How many bytes wait.</summary>
    public int Count => _end - _start;

    /// <summary>The bytes that wait; valid until the next call that changes the buffer.</summary>
    public ArraySegment<byte> Window => new(_array, _start, _end - _start);

    /// <summary>The array under <see cref="Window"/>, for scanners in a tight loop.</summary>
    internal byte[] Array => _array;

    /// <summary>Where <see cref="Window"/> begins in <see cref="Array"/>.</summary>
    internal int Start => _start;

    /// <summary>Free space behind the window.</summary>
    /// <param name="atLeast">The least space wanted, in bytes.</param>
    /// <returns>The space, at least that long; say with <see cref="Commit"/> how much of it was filled.</returns>
    /// <exception cref="SocketToolsException"><see cref="Fault.LimitExceeded"/>: more than 2 GiB would wait.</exception>
    public ArraySegment<byte> Reserve(int atLeast)
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }

        if (_array.Length - _end < atLeast)
        {
            MakeRoom(atLeast);
        }

        return new ArraySegment<byte>(_array, _end, _array.Length - _end);
    }

    /// <summary>Adds to the window what was filled of the reserved space.</summary>
    public void Commit(int count) => _end += count;

    /// <summary>Adds a copy of these bytes to the window.</summary>
    public void Append(ArraySegment<byte> data)
    {
        ArraySegment<byte> space = Reserve(data.Count);
        System.Buffer.BlockCopy(data.Array!, data.Offset, space.Array!, space.Offset, data.Count);
        Commit(data.Count);
    }

    /// <summary>Puts bytes back before the window: they were taken off it, and are to be read again.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.LimitExceeded"/>: more than 2 GiB would wait.</exception>
    public void PutBack(ArraySegment<byte> data)
    {
        int count = Count;
        Reserve(data.Count);
        System.Buffer.BlockCopy(_array, _start, _array, _start + data.Count, count);
        System.Buffer.BlockCopy(data.Array!, data.Offset, _array, _start, data.Count);
        Commit(data.Count);
    }

    /// <summary>Takes bytes off the window's start.</summary>
    public void Consume(int count) => _start += count;

    /// <summary>Copies bytes from the window's start, without taking them off.</summary>
    public byte[] Copy(int count)
    {
        var copy = new byte[count];
        System.Buffer.BlockCopy(_array, _start, copy, 0, count);
        return copy;
    }

    /// <summary>Gives the memory back while nothing waits, so that an idle connection holds none.</summary>
    public void Release()
    {
        if (_start == _end && _array.Length > 0)
        {
            BufferPool.Return(_array);
            _array = System.Array.Empty<byte>();
            _start = _end = 0;
        }
    }

    private void MakeRoom(int atLeast)
    {
        int count = Count;
        long wanted = (long)count + atLeast;
        if (wanted > MostBytes)
        {
            throw FaultFactory.LimitExceeded("What waits unread on the connection", MostBytes, Limit.Bytes);
        }

        if (wanted <= _array.Length && count <= _array.Length / 2)
        {
            System.Buffer.BlockCopy(_array, _start, _array, 0, count);
        }
        else
        {
            byte[] larger = BufferPool.Rent((int)Math.Min(MostBytes, Math.Max(wanted, 2L * _array.Length)));
            System.Buffer.BlockCopy(_array, _start, larger, 0, count);
            BufferPool.Return(_array);
            _array = larger;
        }

        _start = 0;
        _end = count;
    }
}
