using System.Net;
using System.Net.Sockets;

namespace SocketTools.Probing;

/// <summary>A socket under way to one address of an end point.</summary>
/// <param name="Probe">Whose it is.</param>
/// <param name="Socket">Non-blocking.</param>
/// <param name="EndPoint">Where to.</param>
/// <param name="StartedAt">In ticks of the stopwatch.</param>
/// <param name="Round">The round of the probe that it belongs to.</param>
internal sealed record ProbeAttempt(Probe Probe, Socket Socket, IPEndPoint EndPoint, long StartedAt, int Round)
{
    /// <summary>Whether nobody waits for it any more: another address was open. The next round may have begun meanwhile, on another thread.</summary>
    internal bool IsOver => Probe.Finished || Probe.Round != Round;
}
