using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace SocketTools.Connections;

/// <summary>Does many pieces of work at once, and hands their results to one thread as they complete.</summary>
/// <remarks>Threads of its own, not the pool's: they wait on sockets, and a shell's pool is small and shared.</remarks>
/// <typeparam name="TIn">What is worked on.</typeparam>
/// <typeparam name="TOut">What comes out.</typeparam>
public sealed class ParallelWork<TIn, TOut> : IDisposable
{
    private readonly BlockingCollection<TIn> _inputs;
    private readonly BlockingCollection<TOut> _outputs = new();
    private readonly Func<TIn, TOut> _work;
    private readonly List<Thread> _threads = new();
    private readonly int _most;
    private readonly CancellationToken _stop;
    private volatile ExceptionDispatchInfo? _failure;
    private int _running;
    private int _due;

    /// <summary>Prepares to work.</summary>
    /// <param name="work">Done for each input, on any thread; what it throws ends the work and is thrown by <see cref="Finish"/>.</param>
    /// <param name="most">How many at once.</param>
    /// <param name="stop">Ends the work.</param>
    public ParallelWork(Func<TIn, TOut> work, int most, CancellationToken stop)
    {
        _work = work;
        _most = most;
        _stop = stop;
        _inputs = new BlockingCollection<TIn>(most);
    }

    /// <summary>Gives one more input; waits while as many are waiting as are worked on.</summary>
    /// <param name="input">What to work on.</param>
    /// <param name="emit">Takes the results that are ready meanwhile, on this thread.</param>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    /// <remarks>Throws what the work threw, as <see cref="Finish"/> does.</remarks>
    public void Add(TIn input, Action<TOut> emit)
    {
        if (Interlocked.Increment(ref _due) > _threads.Count && _threads.Count < _most)
        {
            Interlocked.Increment(ref _running);
            var thread = new Thread(Run) { IsBackground = true, Name = "SocketTools worker" };
            _threads.Add(thread);
            thread.Start();
        }

        while (!_inputs.TryAdd(input, 20, _stop))
        {
            _failure?.Throw();
            EmitReady(emit);
        }

        EmitReady(emit);
    }

    /// <summary>Waits for all that was given.</summary>
    /// <param name="emit">Takes the results, on this thread.</param>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    public void Finish(Action<TOut> emit)
    {
        _inputs.CompleteAdding();
        if (Volatile.Read(ref _running) == 0)
        {
            _outputs.CompleteAdding();
        }

        foreach (TOut result in _outputs.GetConsumingEnumerable(_stop))
        {
            emit(result);
        }

        _failure?.Throw();
    }

    /// <summary>Ends the work; what is under way ends by the stop signal.</summary>
    public void Dispose()
    {
        if (!_inputs.IsAddingCompleted)
        {
            _inputs.CompleteAdding();
        }
    }

    private void EmitReady(Action<TOut> emit)
    {
        while (_outputs.TryTake(out TOut? result))
        {
            emit(result);
        }
    }

    private void Run()
    {
        try
        {
            while (_inputs.TryTake(out TIn? input, Timeout.Infinite, _stop))
            {
                TOut result = _work(input!);
                Interlocked.Decrement(ref _due);
                _outputs.Add(result, _stop);
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
            if (Interlocked.Decrement(ref _running) == 0 && _inputs.IsAddingCompleted)
            {
                _outputs.CompleteAdding();
            }
        }
    }
}
