using System;
using System.Collections.Generic;

namespace SocketTools.Tracing;

/// <summary>What one side says, as it may be kept and shown: without the secrets that it says by the rules of its protocol, and without those
/// that the client said before, and either says again.</summary>
/// <remarks>The server's is searched across its pieces, which come as the network has them; the client's each for itself, as it was sent.</remarks>
internal sealed class MaskedSpeech
{
    private readonly SecretMasker _masker;
    private readonly KnownSecrets _secrets;
    private readonly SecretEcho? _echo;

    /// <summary>The speech of one side.</summary>
    /// <param name="side">Who speaks.</param>
    /// <param name="secrets">What the client says is learnt there, and what the server says is compared with it.</param>
    /// <param name="login">How far a login has come.</param>
    /// <param name="alsoTold">Another's view of the same login, which is told of the server's lines too; null: nobody's.</param>
    internal MaskedSpeech(TranscriptSide side, KnownSecrets secrets, LoginProgress login, LoginProgress? alsoTold = null)
    {
        bool isClient = side == TranscriptSide.Client;
        _secrets = secrets;
        _masker = new SecretMasker(side, login, alsoTold, isClient ? secrets : null);
        _echo = isClient ? null : new SecretEcho(secrets);
    }

    /// <summary>Whether something is held back.</summary>
    internal bool Holds => _masker.Holds || _echo is { Held: > 0 };

    /// <summary>How many bytes are held back that may begin a secret of the other side.</summary>
    internal int Held => _echo?.Held ?? 0;

    /// <summary>Judges the next bytes.</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="known">Where whoever sends them knows of secrets, in order; null: nowhere.</param>
    internal MaskedBytes Mask(ArraySegment<byte> data, IReadOnlyList<MaskedStretch>? known = null)
    {
        if (_secrets.Forms.Length == 0)
        {
            return _masker.Mask(data, known);
        }

        if (_echo is SecretEcho echo)
        {
            data = echo.Take(data, known, out known);
        }
        else
        {
            known = SecretEcho.Find(data, _secrets.Forms, known);
        }

        return _masker.Mask(data, known);
    }

    /// <summary>Judges bytes that are content, and no lines of a dialogue.</summary>
    internal MaskedBytes MaskBody(ArraySegment<byte> data)
    {
        _masker.Skip(endsLine: true);
        if (_secrets.Forms.Length == 0)
        {
            return new MaskedBytes(data, null);
        }

        if (_echo is SecretEcho echo)
        {
            data = echo.Take(data, null, out IReadOnlyList<MaskedStretch>? secrets);
            return MaskedBytes.Of(data, secrets);
        }

        return MaskedBytes.Of(data, SecretEcho.Find(data, _secrets.Forms, null));
    }

    /// <summary>Nothing more comes for now: judges what is held back by what is known so far.</summary>
    internal MaskedBytes Flush()
    {
        MaskedBytes begun = Settle();
        return !_masker.Holds ? begun : begun.Data.Count > 0 ? begun.With(_masker.Flush()) : _masker.Flush();
    }

    /// <summary>Nothing more comes for now, and the same side may go on: judges what may have been the beginning of a secret that the other side said.</summary>
    internal MaskedBytes Settle()
    {
        if (_echo is not { Held: > 0 } echo)
        {
            return default;
        }

        ArraySegment<byte> held = echo.Flush(out bool isSecret);
        return _masker.Mask(held, isSecret ? new[] { new MaskedStretch(0, held.Count) } : null);
    }

    /// <summary>What comes next is another message.</summary>
    internal void EndMessage()
    {
        _echo?.Skip();
        _masker.Skip(endsLine: true);
    }

    /// <summary>The other side speaks: what has come of a secret may be all of it.</summary>
    internal void LearnSoFar() => _masker.LearnSoFar();

    /// <summary>Whether bytes are one line of the server's that nothing is to be learnt from.</summary>
    internal bool IsPlainLine(ArraySegment<byte> data) => _masker.IsPlainLine(data);

    /// <summary>Learns what there is to learn from bytes that nobody is shown.</summary>
    internal void Follow(ArraySegment<byte> data, IReadOnlyList<MaskedStretch>? known = null)
    {
        _echo?.Skip();
        _masker.Mask(data, known);
    }

    /// <summary>Bytes went by that nobody looks at.</summary>
    internal void Pass(ArraySegment<byte> data)
    {
        _echo?.Skip();
        _masker.Skip(endsLine: data.Count > 0 && data.Array![data.Offset + data.Count - 1] == '\n');
    }
}
