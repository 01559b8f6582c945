using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using SocketTools.Connections;

namespace SocketTools.Playing;

/// <summary>The listeners for the data connections of one client of FTP.</summary>
internal sealed class FtpDataPorts : IDisposable
{
    // Time for a client to come to a port that it was told of, once its dialogue has ended.
    private static readonly TimeSpan s_lastTime = TimeSpan.FromSeconds(5);

    private readonly List<SocketListener> _listeners = new();
    private readonly CancellationToken _stop;

    /// <summary>Begins with a client.</summary>
    /// <param name="stop">Signalled when they have to end at once.</param>
    internal FtpDataPorts(CancellationToken stop) => _stop = stop;

    /// <summary>Adds a listener that serves one client in the background.</summary>
    internal void Add(SocketListener listener) => _listeners.Add(listener);

    /// <summary>The dialogue has ended. What is under way arrives all the same: who has said that a file has gone out may break off then.</summary>
    public void Dispose() => _listeners.ForEach(listener => _ = FinishAsync(listener));

    private async Task FinishAsync(SocketListener listener)
    {
        Task served = ((Player)listener.Responder!).FirstServed;
        using (listener)
        using (var finished = CancellationTokenSource.CreateLinkedTokenSource(_stop))
        {
            await Task.WhenAny(served, Task.Delay(s_lastTime, finished.Token)).ConfigureAwait(false);
            if (listener.Accepted > 0)
            {
                await Task.WhenAny(served, Task.Delay(Timeout.Infinite, finished.Token)).ConfigureAwait(false);
            }

            finished.Cancel();
        }
    }
}
