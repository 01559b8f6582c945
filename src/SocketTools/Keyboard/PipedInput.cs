using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.IO;
using System.Management.Automation;
using System.Threading;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Limits;

namespace SocketTools.Keyboard;

/// <summary>Sends what is piped in, on a thread of its own: a peer that answers before it has read everything is read meanwhile.</summary>
internal sealed class PipedInput : IDisposable
{
    private const int MostWaiting = 256;
    private const int GatherSize = 64 * 1024;

    private readonly SocketConnection _connection;
    private readonly CallClock _clock;
    private readonly CancellationTokenSource _enough = new();
    private readonly BlockingCollection<byte[]> _waiting = new(MostWaiting);
    private readonly Thread _thread;

    /// <summary>Begins.</summary>
    /// <param name="connection">Where to send.</param>
    /// <param name="clock">Ends the wait for a peer that takes nothing.</param>
    internal PipedInput(SocketConnection connection, CallClock clock)
    {
        _connection = connection;
        _clock = clock;
        _thread = new Thread(Send) { IsBackground = true, Name = "SocketTools input" };
        _thread.Start();
    }

    /// <summary>What ended the sending too early; null: nothing did.</summary>
    internal SocketToolsException? Fault { get; private set; }

    /// <summary>Hands over the next piece; waits where the peer takes nothing.</summary>
    /// <returns>False: sending has ended, and nothing more will be sent.</returns>
    internal bool Add(byte[] bytes)
    {
        try
        {
            _waiting.Add(bytes, _enough.Token);
            return true;
        }
        catch (Exception ended) when (ended is OperationCanceledException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Hands over everything that comes out of a list, on another thread, which may wait for it.</summary>
    /// <param name="list">Such as a shell's $input.</param>
    /// <param name="bytes">Makes bytes of an item.</param>
    internal void AddAll(IEnumerator list, Func<string, byte[]> bytes) => new Thread(() =>
    {
        try
        {
            while (list.MoveNext() && Add(bytes((string)LanguagePrimitives.ConvertTo(list.Current, typeof(string), CultureInfo.InvariantCulture))))
            {
            }
        }
        catch (SocketToolsException unsendable)
        {
            Fault ??= unsendable;
        }
        catch (RuntimeException)
        {
            // The shell has closed its input.
        }

        Complete();
    })
    { IsBackground = true, Name = "SocketTools standard input" }.Start();

    /// <summary>Says that nothing more comes.</summary>
    internal void Complete()
    {
        if (!_waiting.IsAddingCompleted)
        {
            _waiting.CompleteAdding();
        }
    }

    /// <summary>Waits until all of it is sent, or cannot be: a peer that says no more may still read.</summary>
    /// <param name="stop">Ends the wait.</param>
    internal void WaitForEnd(CancellationToken stop)
    {
        while (!_thread.Join(40))
        {
            stop.ThrowIfCancellationRequested();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _enough.Cancel();
        Complete();
    }

    private void Send()
    {
        try
        {
            foreach (byte[] bytes in _waiting.GetConsumingEnumerable(_enough.Token))
            {
                // What has come meanwhile goes with it: one packet for many lines.
                var together = new MemoryStream();
                together.Write(bytes, 0, bytes.Length);
                while (together.Length < GatherSize && _waiting.TryTake(out byte[]? more))
                {
                    together.Write(more, 0, more.Length);
                }

                _connection.Send(new ArraySegment<byte>(together.ToArray()), _clock);
            }

            // A TLS peer takes our end for the end of all, and many would not answer any more.
            if (_connection.Tls is null)
            {
                _connection.CloseSend(_clock);
            }
        }
        catch (SocketToolsException fault)
        {
            Fault ??= fault;
        }
        catch (OperationCanceledException)
        {
            // The other side has ended.
        }

        _enough.Cancel();
    }
}
