using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using SocketTools.Connections;

namespace SocketTools.Playing;

/// <summary>The listeners for the data connections of one client of FTP.</summary>
internal sealed class FtpDataPorts : IDisposable
{
    // Time for a client to come to a port that it was told of, once its dialogue has ended or has named another.
    private static readonly TimeSpan s_lastTime = TimeSpan.FromSeconds(5);

    // Of ports that nobody has come to. A server may name one after another, asked or not.
    private const int MostAwaited = 16;

    private readonly List<SocketListener> _before = new();
    private readonly CancellationToken _stop;
    private SocketListener? _latest;

    /// <summary>Begins with a client.</summary>
    /// <param name="stop">Signalled when they have to end at once.</param>
    internal FtpDataPorts(CancellationToken stop) => _stop = stop;

    /// <summary>Adds a listener that serves one client in the background. It stands for the one before: that ends with what is under way there.</summary>
    internal void Add(SocketListener listener)
    {
        Release();
        _before.RemoveAll(static one => ((Player)one.Responder!).FirstServed.IsCompleted);
        List<SocketListener> awaited = _before.FindAll(static one => one.Accepted == 0);
        if (awaited.Count >= MostAwaited)
        {
            awaited[0].Dispose();
            _before.Remove(awaited[0]);
        }

        _latest = listener;
    }

    /// <summary>The dialogue has ended. What is under way arrives all the same: who has said that a file has gone out may break off then.</summary>
    public void Dispose() => Release();

    // From here on it ends by itself, once it has served.
    private void Release()
    {
        if (_latest is SocketListener last)
        {
            _latest = null;
            _before.Add(last);
            _ = FinishAsync(last);
        }
    }

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
