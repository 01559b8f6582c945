using System;
using System.Collections.Generic;
using SocketTools.Http;

namespace SocketTools.CommandBases;

/// <summary>The fetchers of one call, each with the connections that it keeps: one for the pipeline's own thread, or one for each thread of
/// the work's.</summary>
internal sealed class FetcherPool : IDisposable
{
    private readonly Func<bool, HttpFetcher> _make;

    // No bag of the platform's: it keeps what it holds in a table of each thread, and these lead back to it, so that nothing was ever freed.
    private readonly Stack<HttpFetcher> _idle = new();
    private readonly List<HttpFetcher> _all = new();
    private HttpFetcher? _own;

    /// <summary>A pool without a fetcher.</summary>
    /// <param name="make">Makes one; told whether it tells and shows what happens.</param>
    internal FetcherPool(Func<bool, HttpFetcher> make) => _make = make;

    /// <summary>The one for the pipeline's thread, which tells what happens.</summary>
    internal HttpFetcher Own => _own ??= Make(observed: true);

    /// <summary>One for another thread, until it is given back.</summary>
    internal HttpFetcher Take()
    {
        lock (_idle)
        {
            if (_idle.Count > 0)
            {
                return _idle.Pop();
            }
        }

        return Make(observed: false);
    }

    /// <summary>Takes one back, for the next.</summary>
    internal void GiveBack(HttpFetcher fetcher)
    {
        lock (_idle)
        {
            _idle.Push(fetcher);
        }
    }

    /// <summary>Closes what all of them keep.</summary>
    public void Dispose()
    {
        lock (_all)
        {
            _all.ForEach(static fetcher => fetcher.Dispose());
        }
    }

    private HttpFetcher Make(bool observed)
    {
        HttpFetcher fetcher = _make(observed);
        lock (_all)
        {
            _all.Add(fetcher);
        }

        return fetcher;
    }
}
