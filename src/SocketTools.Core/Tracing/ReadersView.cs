using System;

namespace SocketTools.Tracing;

/// <summary>What a reader of a connection takes, as it is told to whoever observes: what was read ahead once somebody takes it, or has to wait
/// behind it. So each byte is told once, to whom it concerns.</summary>
/// <remarks>One reads at a time; how far a login has come, the sender says too, who may be another: that is under the lock that both share.</remarks>
internal sealed class ReadersView
{
    private readonly object _lock;
    private readonly MaskedSpeech _speech;
    private int _toldAhead;

    /// <summary>A view in which nothing was told yet.</summary>
    /// <param name="login">What the sender's side and this one know of a login.</param>
    /// <param name="speech">What comes, without its secrets.</param>
    internal ReadersView(object login, MaskedSpeech speech)
    {
        _lock = login;
        _speech = speech;
    }

    /// <summary>Whether what is received is content, and no lines of a dialogue.</summary>
    internal bool IsBody { get; set; }

    /// <summary>A reader has to wait for more than what lies in the buffer: that belongs to what it reads.</summary>
    /// <param name="observer">Who is told; null: nobody.</param>
    /// <param name="window">What lies there.</param>
    /// <param name="position">How many bytes came before it.</param>
    internal void OnWaiting(IWireObserver? observer, ArraySegment<byte> window, long position)
    {
        if (observer is not null && window.Count > _toldAhead)
        {
            int from = _toldAhead;
            _toldAhead = window.Count;
            Tell(observer, new ArraySegment<byte>(window.Array!, window.Offset + from, window.Count - from), position + from);
        }
    }

    /// <summary>A reader takes bytes off the buffer's front.</summary>
    /// <param name="observer">Who is told; null: nobody.</param>
    /// <param name="taken">The bytes.</param>
    /// <param name="position">How many bytes came before them.</param>
    internal void OnTaken(IWireObserver? observer, ArraySegment<byte> taken, long position)
    {
        bool isLine = !IsBody && taken.Count <= WireTap.LongestLine;
        if (observer is null && _toldAhead == 0 && isLine && taken.Count > 0 && _speech.IsPlainLine(taken))
        {
            return;
        }

        int from = Math.Min(_toldAhead, taken.Count);
        _toldAhead -= from;
        if (from == taken.Count)
        {
            return;
        }

        var rest = new ArraySegment<byte>(taken.Array!, taken.Offset + from, taken.Count - from);
        if (observer is not null)
        {
            Tell(observer, rest, position + from);
        }
        else if (rest.Count <= WireTap.LongestLine && !IsBody)
        {
            // Whoever is told later must know how far a login has come.
            lock (_lock)
            {
                _speech.Follow(rest);
            }
        }
        else
        {
            lock (_lock)
            {
                _speech.Pass(rest);
            }
        }
    }

    /// <summary>Bytes that were taken lie in the buffer again.</summary>
    internal void OnPutBack(int count) => _toldAhead += count;

    /// <summary>What was held back is told, because something else happens, or whoever is told now will be told no more.</summary>
    internal void TellHeld(IWireObserver observer)
    {
        MaskedBytes held;
        lock (_lock)
        {
            held = _speech.Flush();
        }

        if (held.Data.Count > 0)
        {
            observer.OnWireEvent(new WireEvent(WireEventKind.Received, held.Data, 0, IsBody));
        }
    }

    private void Tell(IWireObserver observer, ArraySegment<byte> data, long position)
    {
        MaskedBytes masked;
        lock (_lock)
        {
            position -= _speech.Held;
            masked = IsBody ? _speech.MaskBody(data) : _speech.Mask(data);
        }

        observer.OnWireEvent(new WireEvent(WireEventKind.Received, masked.Data, position, IsBody));
    }
}
