using System.Collections.Generic;
using System.IO;
using SocketTools.Limits;

namespace SocketTools.Http;

/// <summary>Several streams, one behind the other; each is opened when its turn comes.</summary>
internal sealed class JoinedStream : ReadOnlyStream
{
    private readonly IEnumerator<RequestBody> _bodies;
    private readonly CallClock _clock;
    private Stream? _current;

    /// <summary>Joins them.</summary>
    /// <param name="bodies">The streams, as bodies.</param>
    /// <param name="clock">Ends the waits for those that are pipes.</param>
    internal JoinedStream(IEnumerable<RequestBody> bodies, CallClock clock)
    {
        _bodies = bodies.GetEnumerator();
        _clock = clock;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        while (_current is not null || _bodies.MoveNext())
        {
            _current ??= _bodies.Current.Open(_clock);
            int came = _current.Read(buffer, offset, count);
            if (came > 0)
            {
                return came;
            }

            _current.Dispose();
            _current = null;
        }

        return 0;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _current?.Dispose();
            _bodies.Dispose();
        }

        base.Dispose(disposing);
    }
}
