using System;
using System.Collections.Generic;
using SocketTools.Faults;

namespace SocketTools.Tracing;

/// <summary>What was recorded of a call that failed: <see cref="SocketToolsException.Recording"/>.</summary>
/// <remarks>Its text tells how much there is and nothing of it: views of errors show that, and secrets may have been asked for.</remarks>
public sealed class Recording
{
    /// <summary>Holds transcripts.</summary>
    /// <param name="transcripts">In the order in which they began; at least one.</param>
    /// <exception cref="ArgumentException">None.</exception>
    public Recording(IReadOnlyList<SocketTranscript> transcripts)
    {
        Transcripts = transcripts.Count > 0 ? transcripts : throw new ArgumentException("Nothing was recorded.", nameof(transcripts));
    }

    /// <summary>All of them, in the order in which they began: of FTP the control connection first, then each data connection.</summary>
    public IReadOnlyList<SocketTranscript> Transcripts { get; }

    /// <summary>The first of them.</summary>
    public SocketTranscript Transcript => Transcripts[0];

    /// <inheritdoc/>
    public override string ToString() => $"{Transcript.Peer}, {Transcript.Entries.Count} entries" + (Transcripts.Count > 1 ? $", and {Transcripts.Count - 1} more" : "");
}
