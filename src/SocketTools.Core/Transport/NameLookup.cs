using System;
using System.Collections.Generic;
using System.Net;
using System.Runtime.ExceptionServices;
using System.Threading;
using SocketTools.Limits;

namespace SocketTools.Transport;

/// <summary>One look-up of a name by the system, which blocks, sometimes for half a minute, and cannot be stopped.</summary>
/// <remarks>Threads of its own, not the pool's, so that names that nobody answers for cost nobody else anything. A thread that has nothing to
/// look up waits a second for the next name and ends. Where the wait for a look-up ends early, it runs out on its own.</remarks>
internal sealed class NameLookup
{
    // Held by names that nobody answers for; each costs little more than its stack.
    private const int MostThreads = 512;
    private const int StackSize = 256 * 1024;
    private const int PatienceMilliseconds = 1000;

    private static readonly object s_lock = new();
    private static readonly LinkedList<NameLookup> s_waiting = new();
    private static int s_threads;
    private static int s_idle;

    private readonly Func<string, IPAddress[]> _ask;
    private readonly string _name;
    private IPAddress[]? _addresses;
    private ExceptionDispatchInfo? _failure;

    private NameLookup(string name, Func<string, IPAddress[]> ask)
    {
        _name = name;
        _ask = ask;
    }

    /// <summary>Looks a name up.</summary>
    /// <param name="name">In its ASCII form.</param>
    /// <param name="clock">Ends the wait.</param>
    /// <param name="ask">Asks the system.</param>
    /// <exception cref="System.Net.Sockets.SocketException">The system knows no such name.</exception>
    /// <exception cref="ArgumentException">It is no name.</exception>
    internal static IPAddress[] Run(string name, CallClock clock, Func<string, IPAddress[]> ask)
    {
        clock.ThrowIfStopped();
        var lookup = new NameLookup(name, ask);
        lock (s_lock)
        {
            lookup.Begin();
            try
            {
                while (lookup._addresses is null && lookup._failure is null)
                {
                    Monitor.Wait(s_lock, clock.NextSliceMilliseconds());
                }
            }
            catch
            {
                s_waiting.Remove(lookup);
                throw;
            }
        }

        lookup._failure?.Throw();
        return lookup._addresses!;
    }

    private void Begin()
    {
        // Our own machine's names need no server, and never wait for those of others.
        bool isOurs = _name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || _name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || _name.Equals(Environment.MachineName, StringComparison.OrdinalIgnoreCase);
        if (isOurs)
        {
            s_waiting.AddFirst(this);
        }
        else
        {
            s_waiting.AddLast(this);
        }

        if (s_waiting.Count > s_idle && (isOurs || s_threads < MostThreads))
        {
            s_threads++;
            new Thread(LookUp, StackSize) { IsBackground = true, Name = "SocketTools look-up" }.Start();
        }
        else
        {
            Monitor.PulseAll(s_lock);
        }
    }

    private static void LookUp()
    {
        while (Next() is NameLookup next)
        {
            IPAddress[]? addresses = null;
            ExceptionDispatchInfo? failure = null;
            try
            {
                addresses = next._ask(next._name);
            }
            catch (Exception failed)
            {
                // On a thread of our own it would end the process: it goes to the one that asked.
                failure = ExceptionDispatchInfo.Capture(failed);
            }

            lock (s_lock)
            {
                next._addresses = addresses;
                next._failure = failure;
                Monitor.PulseAll(s_lock);
            }
        }
    }

    private static NameLookup? Next()
    {
        lock (s_lock)
        {
            bool waited = false;
            while (s_waiting.Count == 0)
            {
                if (waited || s_threads > MostThreads)
                {
                    s_threads--;
                    return null;
                }

                s_idle++;
                waited = !Monitor.Wait(s_lock, PatienceMilliseconds);
                s_idle--;
            }

            NameLookup next = s_waiting.First!.Value;
            s_waiting.RemoveFirst();
            return next;
        }
    }
}
