using System;
using System.Threading;
using SocketTools.Faults;

namespace SocketTools.Connections;

/// <summary>Lets one thread at a time into one direction of a connection; a second is turned away at once.</summary>
internal sealed class ConnectionGate
{
    private const int Free = 0;
    private const int Taken = 1;
    private const int Glanced = 2;

    private readonly string _work;
    private int _state;

    /// <summary>Makes a gate.</summary>
    /// <param name="work">What the one inside is doing, for the error: "receiving" or "sending".</param>
    internal ConnectionGate(string work) => _work = work;

    /// <summary>Goes in.</summary>
    /// <returns>Dispose it to leave.</returns>
    /// <exception cref="SocketToolsException"><see cref="Fault.ConnectionBusy"/>: somebody is inside.</exception>
    internal Pass Enter(string peer) => TryEnter() ? new Pass(this) : throw ConnectionFaults.ConnectionBusy(peer, _work);

    /// <summary>Goes in if nobody is inside, however briefly somebody glances; leave with <see cref="Leave"/>.</summary>
    internal bool TryEnter()
    {
        var spin = default(SpinWait);
        while (true)
        {
            int before = Interlocked.CompareExchange(ref _state, Taken, Free);
            if (before != Glanced)
            {
                return before == Free;
            }

            spin.SpinOnce();
        }
    }

    /// <summary>Goes in for a glance that waits for nothing, if nobody is inside; leave with <see cref="Leave"/>.</summary>
    internal bool TryGlance() => Interlocked.CompareExchange(ref _state, Glanced, Free) == Free;

    /// <summary>Leaves.</summary>
    internal void Leave() => Volatile.Write(ref _state, Free);

    internal readonly struct Pass : IDisposable
    {
        private readonly ConnectionGate _gate;

        internal Pass(ConnectionGate gate) => _gate = gate;

        public void Dispose() => _gate.Leave();
    }
}
