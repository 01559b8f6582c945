using System;
using System.Collections.Generic;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace SocketTools.Playing;

/// <summary>A stream of bytes inside the process: what a lane delivers, until whoever plays reads it. One reads while one writes.</summary>
internal sealed class MemoryPipe : ILaneSink
{
    private const int MostHeld = 256 * 1024;

    private readonly Queue<byte[]> _pieces = new();
    private readonly Signal _changed = new();
    private TaskCompletionSource<bool>? _room;
    private int _read;
    private int _held;
    private bool _ended;
    private bool _reset;
    private bool _isDropped;

    /// <inheritdoc/>
    public Task WriteAsync(byte[] array, int offset, int count)
    {
        var piece = new byte[count];
        Buffer.BlockCopy(array, offset, piece, 0, count);
        Task room;
        lock (_pieces)
        {
            if (_isDropped)
            {
                return Task.CompletedTask;
            }

            _pieces.Enqueue(piece);
            _held += count;
            if (_held > MostHeld)
            {
                _room ??= new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            room = _room?.Task ?? Task.CompletedTask;
        }

        _changed.Set();
        return room;
    }

    /// <inheritdoc/>
    /// <remarks>Nobody who plays reads out of band.</remarks>
    public Task WriteUrgentAsync(byte value) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task EndAsync()
    {
        Finish(reset: false);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Reset() => Finish(reset: true);

    /// <summary>Reads what is there, waiting until there is something.</summary>
    /// <returns>How many bytes; 0 at the end.</returns>
    /// <exception cref="SocketException">The peer has reset the connection.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    internal async Task<int> ReadAsync(byte[] buffer, CancellationToken stop)
    {
        while (true)
        {
            TaskCompletionSource<bool>? room = null;
            int count = 0;
            lock (_pieces)
            {
                if (_pieces.Count > 0)
                {
                    byte[] piece = _pieces.Peek();
                    count = Math.Min(buffer.Length, piece.Length - _read);
                    Buffer.BlockCopy(piece, _read, buffer, 0, count);
                    _read += count;
                    _held -= count;
                    if (_read == piece.Length)
                    {
                        _pieces.Dequeue();
                        _read = 0;
                    }

                    if (_held <= MostHeld / 2)
                    {
                        room = _room;
                        _room = null;
                    }
                }
                else if (_reset)
                {
                    throw new SocketException((int)SocketError.ConnectionReset);
                }
                else if (_ended)
                {
                    return 0;
                }
            }

            room?.TrySetResult(true);
            if (count > 0)
            {
                return count;
            }

            await _changed.WaitAsync(stop).ConfigureAwait(false);
        }
    }

    /// <summary>Nobody will read any more: what comes is forgotten, and whoever writes does not wait.</summary>
    internal void Drop()
    {
        TaskCompletionSource<bool>? room;
        lock (_pieces)
        {
            _isDropped = true;
            _pieces.Clear();
            room = _room;
            _room = null;
        }

        room?.TrySetResult(true);
    }

    private void Finish(bool reset)
    {
        lock (_pieces)
        {
            _ended = true;
            _reset |= reset;
        }

        _changed.Set();
    }
}
