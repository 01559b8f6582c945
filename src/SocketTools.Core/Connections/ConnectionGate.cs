using System;
using System.Threading;
using SocketTools.Faults;

namespace SocketTools.Connections;

/// <summary>Lets one thread at a time into one direction of a connection; a second is turned away at once.</summary>
internal sealed class ConnectionGate
{
    private readonly string _work;
    private int _taken;

    /// <summary>Makes a gate.</summary>
    /// <param name="work">What the one inside is doing, for the error: "receiving" or "sending".</param>
    internal ConnectionGate(string work) => _work = work;

    /// <summary>Goes in.</summary>
    /// <returns>Dispose it to leave.</returns>
    /// <exception cref="SocketToolsException"><see cref="Fault.ConnectionBusy"/>: somebody is inside.</exception>
    internal Pass Enter(string peer) => TryEnter() ? new Pass(this) : throw FaultFactory.ConnectionBusy(peer, _work);

    /// <summary>Goes in if nobody is inside; leave with <see cref="Leave"/>.</summary>
    internal bool TryEnter() => Interlocked.CompareExchange(ref _taken, 1, 0) == 0;

    /// <summary>Leaves.</summary>
    internal void Leave() => Volatile.Write(ref _taken, 0);

    internal readonly struct Pass : IDisposable
    {
        private readonly ConnectionGate _gate;

        internal Pass(ConnectionGate gate) => _gate = gate;

        public void Dispose() => _gate.Leave();
    }
}
