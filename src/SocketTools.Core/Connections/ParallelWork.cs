using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace SocketTools.Connections;

/// <summary>Does many pieces of work at once, and hands their results to the thread that gives them, as they complete.</summary>
/// <remarks>
/// <para>Threads of its own, not the pool's: they wait on sockets, and a shell's pool is small and shared. One lock guards both queues; it
/// is held for an enqueue, never for work. Whoever waits is woken for a batch rather than for each piece, so that a wake-up is not the
/// cost of a piece.</para>
/// <para>It begins with few threads and doubles them, window after window, for as long as inputs wait and pieces take a millisecond and more, or more
/// threads get more done: where the pieces wait for the network, all are at work within some hundredths of a second; where they keep the
/// processors busy, more threads would only take turns.</para>
/// </remarks>
/// <typeparam name="TIn">What is worked on.</typeparam>
/// <typeparam name="TOut">What comes out.</typeparam>
public sealed class ParallelWork<TIn, TOut> : IDisposable
{
    // How long the giving thread may sit on results before it looks, and how long a stop may go unnoticed.
    private const int PatienceMilliseconds = 10;

    // How many inputs may wait for each thread; the giver is woken when half of them are done.
    private const int Backlog = 4;
    private const int LongestEndMilliseconds = 1000;
    private const int WindowMilliseconds = 6;

    // More done by a quarter: worth the threads. Less by half: the pieces have changed, and it begins anew.
    private const double Worthwhile = 1.25;
    private const double Changed = 0.5;

    private static readonly int s_first = Math.Max(2, Environment.ProcessorCount);

    private readonly object _lock = new();
    private readonly Queue<TIn> _inputs = new();
    private readonly Func<TIn, TOut> _work;
    private readonly int _most;
    private readonly CancellationToken _stop;
    private readonly Timer _growth;
    private List<TOut> _outputs = new();
    private ExceptionDispatchInfo? _failure;
    private int _threads;
    private int _idle;
    private bool _giverWaits;
    private bool _complete;
    private bool _watching;
    private bool _disposed;
    private long _windowSince;
    private int _doneInWindow;
    private double _rate;
    private bool _settled;

    /// <summary>Prepares to work.</summary>
    /// <param name="work">Done for each input, on any thread; what it throws ends the work and is thrown by <see cref="Finish"/>.</param>
    /// <param name="most">How many at once.</param>
    /// <param name="stop">Ends the work.</param>
    public ParallelWork(Func<TIn, TOut> work, int most, CancellationToken stop)
    {
        _work = work;
        _most = most;
        _stop = stop;
        _growth = new Timer(_ => Grow(), null, Timeout.Infinite, Timeout.Infinite);
    }

    /// <summary>Gives one more input; waits while more than enough are waiting.</summary>
    /// <param name="input">What to work on.</param>
    /// <param name="emit">Takes the results that are ready meanwhile, on this thread.</param>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    public void Add(TIn input, Action<TOut> emit)
    {
        lock (_lock)
        {
            while (_inputs.Count >= Backlog * _most && _failure is null)
            {
                _stop.ThrowIfCancellationRequested();
                _giverWaits = true;
                if (!Monitor.Wait(_lock, PatienceMilliseconds) && _outputs.Count > 0)
                {
                    break;
                }
            }

            _giverWaits = false;

            _inputs.Enqueue(input);

            // An idle thread that was woken stays idle until it runs: it takes one input, not all that come meanwhile.
            if (Waiting > 0 && _threads < Math.Min(_most, s_first))
            {
                Start(1);
            }
            else if (_idle > 0)
            {
                Monitor.Pulse(_lock);
            }

            if (Waiting > 0 && _threads < _most && !_watching)
            {
                _watching = true;
                NextWindow();
            }
        }

        EmitReady(emit);
    }

    /// <summary>Waits for all that was given.</summary>
    /// <param name="emit">Takes the results, on this thread.</param>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    public void Finish(Action<TOut> emit)
    {
        bool done = false;
        while (!done)
        {
            lock (_lock)
            {
                _complete = true;
                Monitor.PulseAll(_lock);
                while (_outputs.Count == 0 && _threads > 0)
                {
                    _stop.ThrowIfCancellationRequested();
                    _giverWaits = true;
                    Monitor.Wait(_lock, PatienceMilliseconds);
                }

                _giverWaits = false;
                done = _threads == 0;
            }

            EmitReady(emit);
        }

        _failure?.Throw();
    }

    /// <summary>Ends the work. What is under way ends by the stop signal; where that was given, its end is waited for.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _complete = true;
            _disposed = true;
            _growth.Dispose();
            _inputs.Clear();
            Monitor.PulseAll(_lock);
            for (var waited = Stopwatch.StartNew(); _threads > 0 && _stop.IsCancellationRequested && waited.ElapsedMilliseconds < LongestEndMilliseconds;)
            {
                Monitor.Wait(_lock, PatienceMilliseconds);
            }
        }
    }

    // Inputs that no idle thread is about to take.
    private int Waiting => _inputs.Count - _idle;

    private void Grow()
    {
        lock (_lock)
        {
            if (_disposed || _failure is not null || Waiting <= 0 || _threads >= _most)
            {
                _watching = false;
                return;
            }

            double rate = _doneInWindow / (double)(Stopwatch.GetTimestamp() - _windowSince);
            bool waits = _doneInWindow < WindowMilliseconds * _threads;
            if (waits || (_settled && (rate > _rate * Worthwhile || rate < _rate * Changed)))
            {
                _rate = rate;
                Start(Math.Min(Math.Max(1, _threads), Math.Min(Waiting, _most - _threads)));
                _settled = false;
            }
            else
            {
                // The new threads had to start, and to connect: what they are worth shows in the next window.
                _settled = true;
            }

            NextWindow();
        }
    }

    private void NextWindow()
    {
        _doneInWindow = 0;
        _windowSince = Stopwatch.GetTimestamp();
        _growth.Change(WindowMilliseconds, Timeout.Infinite);
    }

    private void Start(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _threads++;
            new Thread(Run) { IsBackground = true, Name = "SocketTools worker" }.Start();
        }
    }

    private void EmitReady(Action<TOut> emit)
    {
        List<TOut> ready;
        lock (_lock)
        {
            if (_outputs.Count == 0)
            {
                return;
            }

            ready = _outputs;
            _outputs = new List<TOut>(ready.Count);
        }

        ready.ForEach(emit);
    }

    private void Run()
    {
        try
        {
            while (Next(out TIn input))
            {
                TOut output = _work(input);
                lock (_lock)
                {
                    _outputs.Add(output);
                    _doneInWindow++;
                    if (_giverWaits && _inputs.Count <= Backlog * _most / 2)
                    {
                        _giverWaits = false;
                        Monitor.PulseAll(_lock);
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The user stopped the call.
        }
        catch (Exception failure)
        {
            // On a thread of our own it would end the process: it goes to the one that asked.
            _failure = ExceptionDispatchInfo.Capture(failure);
        }
        finally
        {
            lock (_lock)
            {
                _threads--;
                Monitor.PulseAll(_lock);
            }
        }
    }

    private bool Next(out TIn input)
    {
        lock (_lock)
        {
            while (_inputs.Count == 0)
            {
                if (_complete || _stop.IsCancellationRequested || _failure is not null)
                {
                    input = default!;
                    return false;
                }

                _idle++;
                Monitor.Wait(_lock);
                _idle--;
            }

            input = _inputs.Dequeue();
            return !_stop.IsCancellationRequested;
        }
    }
}
