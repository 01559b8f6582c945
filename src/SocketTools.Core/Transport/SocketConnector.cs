using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using SocketTools.Faults;
using SocketTools.Limits;
using SocketTools.Tracing;

namespace SocketTools.Transport;

/// <summary>Connects to the first of several addresses that answers, a new attempt every quarter of a second (RFC 8305, 5).</summary>
internal sealed class SocketConnector
{
    // RFC 8305, 5: "Connection Attempt Delay", recommended 250 ms. A failed attempt starts the next one at once.
    private static readonly TimeSpan s_stagger = TimeSpan.FromMilliseconds(250);

    private const int QueuePauseMilliseconds = 10;

    private readonly string _peer;
    private readonly SocketRecipe _recipe;
    private readonly CallClock _clock;
    private readonly IWireObserver? _observer;
    private readonly Dictionary<Socket, EndPoint> _pending = new();
    private readonly List<KeyValuePair<string, string>> _failures = new();
    private SocketException? _lastFailure;

    /// <summary>Prepares to connect.</summary>
    /// <param name="peer">How errors name the peer.</param>
    /// <param name="recipe">Makes the sockets.</param>
    /// <param name="clock">Ends the wait.</param>
    /// <param name="observer">Told of each attempt.</param>
    internal SocketConnector(string peer, SocketRecipe recipe, CallClock clock, IWireObserver? observer)
    {
        _peer = peer;
        _recipe = recipe;
        _clock = clock;
        _observer = observer;
    }

    /// <summary>The address that answered.</summary>
    internal EndPoint? ConnectedTo { get; private set; }

    /// <summary>Tries the addresses in turn, staggered; every attempt that is not the winner is closed.</summary>
    /// <returns>A connected, non-blocking socket.</returns>
    /// <exception cref="SocketToolsException"><see cref="Fault.ConnectFailed"/> with each address's reason, or <see cref="Fault.ConnectTimeout"/>.</exception>
    internal Socket Connect(IReadOnlyList<EndPoint> addresses)
    {
        Socket? winner = null;
        try
        {
            int next = 0;
            var sinceStart = new Stopwatch();
            while (winner is null)
            {
                if (next < addresses.Count && (_pending.Count == 0 || sinceStart.Elapsed >= s_stagger))
                {
                    sinceStart.Restart();
                    winner = Start(addresses[next++]);
                }
                else if (_pending.Count == 0)
                {
                    // A peer that resets at once has been connected to.
                    throw _lastFailure?.SocketErrorCode == SocketError.ConnectionReset
                        ? FaultFactory.ConnectionReset(_peer, _lastFailure)
                        : FaultFactory.ConnectFailed(_peer, _failures, _lastFailure, addresses[0].AddressFamily == AddressFamily.Unix ? Advice.CheckPath : Advice.CheckService);
                }
                else
                {
                    TimeSpan untilNext = next < addresses.Count ? s_stagger - sinceStart.Elapsed : TimeSpan.MaxValue;
                    winner = WaitForOne(untilNext);
                }
            }

            ConnectedTo = _pending[winner];
            return winner;
        }
        finally
        {
            foreach (Socket loser in _pending.Keys)
            {
                if (!ReferenceEquals(loser, winner))
                {
                    loser.Dispose();
                }
            }
        }
    }

    private Socket? Start(EndPoint address)
    {
        _observer?.OnWireEvent(new WireEvent(WireEventKind.Connecting, HostEndPoint.Format(address)));
        Socket? socket;
        while (!TryStart(address, out socket))
        {
            Thread.Sleep(Math.Min(QueuePauseMilliseconds, _clock.NextSliceMilliseconds()));
        }

        return socket;
    }

    // False: a Unix listener's queue is full. Unix sockets do not go on connecting by themselves, and nothing tells when there is room.
    private bool TryStart(EndPoint address, out Socket? connected)
    {
        connected = null;
        Socket? socket = null;
        try
        {
            socket = _recipe.Create(address.AddressFamily);
            socket.Connect(address);
            _pending.Add(socket, address);
            connected = socket;
            return true;
        }
        catch (SocketException full) when (address.AddressFamily == AddressFamily.Unix && full.SocketErrorCode == SocketError.WouldBlock)
        {
            socket?.Dispose();
            return false;
        }
        catch (SocketException waiting) when (socket is not null && waiting.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            _pending.Add(socket!, address);
            return true;
        }
        catch (SocketException forbidden) when (forbidden.SocketErrorCode == SocketError.AccessDenied)
        {
            socket?.Dispose();
            throw TransportFaults.AccessDenied(_peer, _recipe.SocketType, forbidden);
        }
        catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressNotAvailable && _recipe.SourcePort != 0)
        {
            // Binding shares a source port; only connecting to the same peer from it twice is refused.
            socket?.Dispose();
            throw TransportFaults.CannotBind(HostEndPoint.Format(_recipe.Source(address.AddressFamily)), new SocketException((int)SocketError.AddressAlreadyInUse));
        }
        catch (SocketException refused)
        {
            socket?.Dispose();
            NoteFailure(address, refused);
            return true;
        }
    }

    private Socket? WaitForOne(TimeSpan atMost)
    {
        int slice = _clock.NextSliceMicroseconds();
        if (atMost.Ticks / 10 < slice)
        {
            slice = Math.Max(1, (int)(atMost.Ticks / 10));
        }

        // Windows reports a failed attempt in the error list, the others in the write list; the socket itself tells which it is.
        var ready = new List<Socket>(_pending.Keys);
        var failed = new List<Socket>(_pending.Keys);
        Socket.Select(null, ready, failed, slice);
        foreach (Socket socket in ready.Concat(failed).Distinct())
        {
            var outcome = (SocketError)(int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
            if (outcome == SocketError.Success)
            {
                return socket;
            }

            EndPoint address = _pending[socket];
            _pending.Remove(socket);
            socket.Dispose();
            NoteFailure(address, new SocketException((int)outcome));
        }

        return null;
    }

    private void NoteFailure(EndPoint address, SocketException failure)
    {
        string words = address.AddressFamily == AddressFamily.Unix ? FaultFactory.Words(failure.SocketErrorCode) : TransportFaults.WordsOfConnecting(failure.SocketErrorCode);
        _lastFailure = failure;
        _failures.Add(new KeyValuePair<string, string>(HostEndPoint.Format(address), words));
        _observer?.OnWireEvent(new WireEvent(WireEventKind.ConnectAttemptFailed, $"{HostEndPoint.Format(address)}: {words}"));
    }
}
