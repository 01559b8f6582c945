using System;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace SocketTools.Limits;

/// <summary>A call of the platform's that may block for as long as it likes, on a thread of its own.</summary>
/// <remarks>Whoever asked waits under its clock; where that ends the wait, the call is left to itself and its outcome dropped.</remarks>
public static class BlockingCall
{
    /// <summary>Makes the call and waits for it.</summary>
    /// <param name="call">The call.</param>
    /// <param name="clock">Ends the wait.</param>
    /// <param name="name">The thread's name, for who looks at a process.</param>
    /// <returns>What the call returns.</returns>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    /// <exception cref="Faults.SocketToolsException">A clock ran out.</exception>
    public static T Run<T>(Func<T> call, CallClock clock, string name)
    {
        clock.ThrowIfStopped();
        var outcome = new Outcome<T>();
        new Thread(() => outcome.Take(call)) { IsBackground = true, Name = name }.Start();
        return outcome.Await(clock);
    }

    private sealed class Outcome<T>
    {
        private T _value = default!;
        private ExceptionDispatchInfo? _failure;
        private bool _isThere;

        internal void Take(Func<T> call)
        {
            try
            {
                _value = call();
            }
            catch (Exception failure)
            {
                // On a thread of our own it would end the process: it goes to the one that asked.
                _failure = ExceptionDispatchInfo.Capture(failure);
            }

            lock (this)
            {
                _isThere = true;
                Monitor.PulseAll(this);
            }
        }

        internal T Await(CallClock clock)
        {
            lock (this)
            {
                while (!_isThere)
                {
                    Monitor.Wait(this, clock.NextSliceMilliseconds());
                }
            }

            _failure?.Throw();
            return _value;
        }
    }
}
