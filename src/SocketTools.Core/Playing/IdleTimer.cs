using System;
using System.Threading;

namespace SocketTools.Playing;

/// <summary>Does something when nothing has happened for so long.</summary>
internal sealed class IdleTimer : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly Timer? _timer;

    /// <summary>Starts it.</summary>
    /// <param name="limit">How long; zero: for ever.</param>
    /// <param name="expired">What is done then, once.</param>
    internal IdleTimer(TimeSpan limit, Action expired)
    {
        _limit = limit;
        _timer = limit > TimeSpan.Zero ? new Timer(_ => expired(), null, limit, Timeout.InfiniteTimeSpan) : null;
    }

    /// <summary>Something has happened.</summary>
    internal void Restart()
    {
        try
        {
            _timer?.Change(_limit, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // It is over, and this was the last of it.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer?.Dispose();
}
