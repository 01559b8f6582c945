using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net.Sockets;
using System.Threading;
using SocketTools.Framing;

namespace SocketTools.Transport;

/// <summary>Ends streams so that nothing that was sent is lost, in the background.</summary>
/// <remarks>A socket that is closed over unread bytes, or is sent some afterwards, answers with a reset (RFC 9293, 3.6.1; RFC 1122, 4.2.2.13),
/// and a reset destroys what is still on its way to the peer. So the sending side is ended first, and what comes is read and dropped until the
/// peer ends too: as RFC 9112, 9.6 has it, for every protocol. What does not end within the limits is closed as it stands.</remarks>
internal static class OrderlyEnd
{
    // A peer that is silent this long will hardly send what a reset would answer.
    private static readonly TimeSpan s_longestSilence = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);

    // A peer that streams on is not read to its end.
    private const long MostBytes = 16 * 1024 * 1024;

    // Each holds a handle: over this, the oldest is closed.
    private const int MostAtOnce = 1024;
    private const int ShortestPauseMilliseconds = 5;
    private const int LongestPauseMilliseconds = 50;

    private static readonly object s_lock = new();
    private static readonly List<Leaving> s_leaving = new();
    private static bool s_running;

    /// <summary>Begins to end a stream; it is released once it has ended, mostly at once. Waits for nothing.</summary>
    internal static void Begin(ByteTransport transport)
    {
        var leaving = new Leaving(transport);
        if (leaving.Advance(out _))
        {
            return;
        }

        Leaving? oldest = null;
        lock (s_lock)
        {
            if (s_leaving.Count == MostAtOnce)
            {
                oldest = s_leaving[0];
                s_leaving.RemoveAt(0);
            }

            s_leaving.Add(leaving);
            if (!s_running)
            {
                s_running = true;
                new Thread(Run) { IsBackground = true, Name = "SocketTools closing" }.Start();
            }
        }

        oldest?.Release();
    }

    /// <summary>Waits until all that were begun have ended.</summary>
    /// <returns>Whether they have.</returns>
    internal static bool Wait(TimeSpan atMost)
    {
        var waited = Stopwatch.StartNew();
        lock (s_lock)
        {
            while (s_leaving.Count > 0)
            {
                TimeSpan left = atMost - waited.Elapsed;
                if (left <= TimeSpan.Zero)
                {
                    return false;
                }

                Monitor.Wait(s_lock, left);
            }
        }

        return true;
    }

    // Looked at in turns rather than waited for: nobody waits for them, and a turn costs one call of the system's each.
    private static void Run()
    {
        int pause = ShortestPauseMilliseconds;
        while (true)
        {
            Leaving[] all;
            lock (s_lock)
            {
                if (s_leaving.Count == 0)
                {
                    s_running = false;
                    return;
                }

                all = s_leaving.ToArray();
            }

            var ended = new HashSet<Leaving>();
            bool moved = false;
            foreach (Leaving leaving in all)
            {
                if (leaving.Advance(out bool heard))
                {
                    ended.Add(leaving);
                }

                moved |= heard;
            }

            if (ended.Count > 0)
            {
                lock (s_lock)
                {
                    s_leaving.RemoveAll(ended.Contains);
                    Monitor.PulseAll(s_lock);
                }
            }

            pause = moved || ended.Count > 0 ? ShortestPauseMilliseconds : Math.Min(2 * pause, LongestPauseMilliseconds);
            Thread.Sleep(pause);
        }
    }

    private sealed class Leaving
    {
        private readonly object _lock = new();
        private readonly ByteTransport _transport;
        private readonly Stopwatch _time = Stopwatch.StartNew();
        private TimeSpan _heardAt;
        private long _dropped;
        private bool _sendEnded;
        private bool _peerEnded;
        private bool _released;

        internal Leaving(ByteTransport transport) => _transport = transport;

        /// <summary>Goes on as far as it goes at once.</summary>
        /// <param name="heard">Whether something came.</param>
        /// <returns>Whether it has ended, one way or the other.</returns>
        internal bool Advance(out bool heard)
        {
            lock (_lock)
            {
                long before = _dropped;
                try
                {
                    _sendEnded = _sendEnded || _transport.TryEndSending();
                    Drain();
                }
                catch (Exception)
                {
                    // It is broken already, or somebody has released it: nothing is left to save, and nobody left to tell.
                    _sendEnded = true;
                    _peerEnded = true;
                }

                heard = _dropped > before;
                if (heard)
                {
                    _heardAt = _time.Elapsed;
                }

                if ((_sendEnded && _peerEnded) || _dropped > MostBytes || _time.Elapsed > s_longest || _time.Elapsed - _heardAt > s_longestSilence)
                {
                    Release();
                }

                return _released;
            }
        }

        internal void Release()
        {
            lock (_lock)
            {
                if (!_released)
                {
                    _released = true;
                    _transport.Release();
                }
            }
        }

        private void Drain()
        {
            if (_peerEnded)
            {
                return;
            }

            byte[] room = BufferPool.Rent(BufferPool.Size);
            try
            {
                while (_dropped <= MostBytes)
                {
                    int count = _transport.Socket.Receive(room, 0, room.Length, SocketFlags.None, out SocketError error);
                    if (count > 0)
                    {
                        _dropped += count;
                        continue;
                    }

                    _peerEnded = error is not (SocketError.WouldBlock or SocketError.Interrupted);
                    return;
                }
            }
            finally
            {
                BufferPool.Return(room);
            }
        }
    }
}
