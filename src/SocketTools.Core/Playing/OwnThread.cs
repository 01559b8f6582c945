using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace SocketTools.Playing;

/// <summary>A thread for asynchronous work on a few sockets: it waits for all of them itself, for as long as waits are short.</summary>
/// <remarks>
/// <para>A wait that is left to .NET costs two changes of threads, and a socket that has waited so wakes a thread of .NET's with every
/// packet from then on. For a long stream, and for a short dialogue, that is as much work as passing on the bytes.</para>
/// <para>Only a few threads wait; whoever finds all places taken, or has waited for long, leaves waiting to .NET, and its thread ends.</para>
/// </remarks>
internal sealed class OwnThread
{
    // Longer than a busy machine keeps a stream waiting; who thinks takes longer.
    private const int PatienceMicroseconds = 100_000;

    private static readonly int s_places = Environment.ProcessorCount;
    private static readonly Task<bool> s_notHere = Task.FromResult(false);

    [ThreadStatic]
    private static OwnThread? s_current;

    private static int s_taken;

    private readonly List<Waiter> _waiting = new();
    private bool _hasPlace;

    /// <summary>Goes on on a new thread.</summary>
    internal static Switch Begin() => default;

    /// <summary>The same, where this is none yet and there is a place to wait at; else where it is.</summary>
    internal static Switch TryBegin() => new(isOptional: true);

    /// <summary>Whether this is such a thread: whoever does not wait for long has to wait all the same, so that others get their turn.</summary>
    internal static bool IsCurrent => s_current is not null;

    /// <summary>How many of them wait for sockets.</summary>
    internal static int Taken => Volatile.Read(ref s_taken);

    /// <summary>Waits for a socket, if this is such a thread.</summary>
    /// <returns>Whether the socket is ready; where not, waiting is to be left to .NET.</returns>
    internal static Task<bool> TryWaitAsync(Socket socket, SelectMode mode) => s_current?.WaitAsync(socket, mode) ?? s_notHere;

    private Task<bool>? WaitAsync(Socket socket, SelectMode mode)
    {
        if (!_hasPlace && !TryTakePlace())
        {
            return null;
        }

        _hasPlace = true;
        var waiter = new Waiter(socket, mode);
        _waiting.Add(waiter);
        return waiter.Task;
    }

    private static bool TryTakePlace()
    {
        if (Interlocked.Increment(ref s_taken) <= s_places)
        {
            return true;
        }

        Interlocked.Decrement(ref s_taken);
        return false;
    }

    private void Run(Action work)
    {
        s_current = this;
        work();
        while (_waiting.Count > 0)
        {
            IReadOnlyCollection<Socket> readable = Ready(out IReadOnlyCollection<Socket> writable);
            bool isOver = readable.Count + writable.Count == 0;
            s_current = isOver ? null : this;
            foreach (Waiter waiter in _waiting.ToArray())
            {
                bool isReady = (waiter.Mode == SelectMode.SelectRead ? readable : writable).Contains(waiter.Socket);
                if (isReady || isOver)
                {
                    // What waited goes on here and now, and may wait again.
                    _waiting.Remove(waiter);
                    waiter.SetResult(isReady);
                }
            }
        }

        if (_hasPlace)
        {
            Interlocked.Decrement(ref s_taken);
        }
    }

    private IReadOnlyCollection<Socket> Ready(out IReadOnlyCollection<Socket> writable)
    {
        List<Socket> read = Awaited(SelectMode.SelectRead);
        List<Socket> write = Awaited(SelectMode.SelectWrite);
        writable = write;
        try
        {
            Socket.Select(read, write, null, PatienceMicroseconds);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // One was closed: whoever waits for it finds out.
            read.Clear();
            write.Clear();
        }

        return read;
    }

    private List<Socket> Awaited(SelectMode mode) => _waiting.Where(w => w.Mode == mode).Select(static w => w.Socket).ToList();

    /// <summary>What is awaited.</summary>
    internal readonly struct Switch : ICriticalNotifyCompletion
    {
        private readonly bool _isOptional;

        internal Switch(bool isOptional) => _isOptional = isOptional;

        /// <summary>Whether to go on where it is.</summary>
        public bool IsCompleted => _isOptional && (s_current is not null || Taken >= s_places);

        /// <summary>This.</summary>
        public Switch GetAwaiter() => this;

        /// <summary>Nothing comes of it.</summary>
        public void GetResult()
        {
        }

        /// <inheritdoc/>
        public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

        /// <inheritdoc/>
        public void UnsafeOnCompleted(Action continuation) =>
            new Thread(() => new OwnThread().Run(continuation)) { IsBackground = true, Name = "SocketTools relay" }.Start();
    }

    private sealed class Waiter : TaskCompletionSource<bool>
    {
        internal Waiter(Socket socket, SelectMode mode)
        {
            Socket = socket;
            Mode = mode;
        }

        internal Socket Socket { get; }

        internal SelectMode Mode { get; }
    }
}
