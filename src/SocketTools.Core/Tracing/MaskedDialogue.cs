using System;
using System.Collections.Generic;

namespace SocketTools.Tracing;

/// <summary>A dialogue that goes by and is not kept, some of which may have to be shown: without its secrets.</summary>
internal sealed class MaskedDialogue
{
    private readonly SecretMasker[] _maskers;

    internal MaskedDialogue()
    {
        var login = new LoginProgress();
        _maskers = new[] { new SecretMasker(TranscriptSide.Client, login), new SecretMasker(TranscriptSide.Server, login) };
    }

    /// <summary>One side said this.</summary>
    internal void Pass(TranscriptSide side, byte[] data)
    {
        FlushOther(side);
        if (data.Length <= WireTap.LongestLine)
        {
            _maskers[(int)side].Mask(new ArraySegment<byte>(data));
        }
        else
        {
            _maskers[(int)side].Skip(endsLine: data[data.Length - 1] == '\n');
        }
    }

    /// <summary>What one side said, in the notation.</summary>
    /// <param name="side">Who.</param>
    /// <param name="data">What.</param>
    /// <param name="known">Where it is known to have secrets.</param>
    internal string Show(TranscriptSide side, byte[] data, IReadOnlyList<MaskedStretch> known)
    {
        FlushOther(side);
        SecretMasker masker = _maskers[(int)side];
        MaskedBytes masked = masker.Mask(new ArraySegment<byte>(data), known);
        masked = masker.Holds ? masked.With(masker.Flush()) : masked;
        var shown = new SocketTranscript();
        shown.Add(default, side, masked.Data, masked.Masked);
        return shown.Entries.Count == 0 ? "" : shown.Entries[0].ToString();
    }

    private void FlushOther(TranscriptSide side)
    {
        SecretMasker other = _maskers[1 - (int)side];
        if (other.Holds)
        {
            other.Flush();
        }
    }
}
