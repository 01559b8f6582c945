using System;
using System.Collections.Generic;

namespace SocketTools.Tracing;

/// <summary>A dialogue that goes by and is not kept, some of which may have to be shown: without its secrets.</summary>
internal sealed class MaskedDialogue
{
    private readonly MaskedSpeech[] _speeches;

    internal MaskedDialogue()
    {
        var login = new LoginProgress();
        var secrets = new KnownSecrets();
        _speeches = new[] { new MaskedSpeech(TranscriptSide.Client, secrets, login), new MaskedSpeech(TranscriptSide.Server, secrets, login) };
    }

    /// <summary>One side said this.</summary>
    internal void Pass(TranscriptSide side, byte[] data)
    {
        FlushOther(side);
        if (data.Length <= (side == TranscriptSide.Client ? WireTap.MostSaid : WireTap.LongestLine))
        {
            _speeches[(int)side].Follow(new ArraySegment<byte>(data));
        }
        else
        {
            _speeches[(int)side].Pass(new ArraySegment<byte>(data));
        }
    }

    /// <summary>What one side said, in the notation.</summary>
    /// <param name="side">Who.</param>
    /// <param name="data">What.</param>
    /// <param name="known">Where it is known to have secrets.</param>
    internal string Show(TranscriptSide side, byte[] data, IReadOnlyList<MaskedStretch> known)
    {
        FlushOther(side);
        MaskedSpeech speech = _speeches[(int)side];
        MaskedBytes masked = speech.Mask(new ArraySegment<byte>(data), known);
        masked = speech.Holds ? masked.With(speech.Flush()) : masked;
        var shown = new SocketTranscript();
        shown.Add(default, side, masked.Data, masked.Masked);
        return shown.Entries.Count == 0 ? "" : shown.Entries[0].ToString();
    }

    private void FlushOther(TranscriptSide side)
    {
        MaskedSpeech other = _speeches[1 - (int)side];
        other.LearnSoFar();
        other.Flush();
    }
}
