using System.Threading;
using System.Threading.Tasks;

namespace SocketTools.Playing;

/// <summary>Wakes one who waits; a signal that nobody waits for is kept for the next.</summary>
internal sealed class Signal
{
    private readonly object _lock = new();
    private TaskCompletionSource<bool>? _waiting;
    private bool _isSet;

    /// <summary>Gives the signal.</summary>
    internal void Set()
    {
        TaskCompletionSource<bool>? waiting;
        lock (_lock)
        {
            waiting = _waiting;
            _waiting = null;
            _isSet = waiting is null;
        }

        waiting?.TrySetResult(true);
    }

    /// <summary>Waits for it.</summary>
    /// <exception cref="System.OperationCanceledException">It was stopped.</exception>
    internal async Task WaitAsync(CancellationToken stop)
    {
        TaskCompletionSource<bool> waiting;
        lock (_lock)
        {
            if (_isSet)
            {
                _isSet = false;
                return;
            }

            _waiting = waiting = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        using CancellationTokenRegistration stopped = stop.Register(() => waiting.TrySetCanceled());
        await waiting.Task.ConfigureAwait(false);
    }
}
