using System.Collections.Generic;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using SocketTools.Tracing;

namespace SocketTools.Binding;

/// <summary>What there is to say about a transcript that was read while parameters were bound, where nobody can say it yet.</summary>
internal static class TranscriptRemarks
{
    private static readonly ConditionalWeakTable<SocketTranscript, IReadOnlyList<string>> s_remarks = new();

    /// <summary>Keeps them for the cmdlet that the transcript is bound to.</summary>
    internal static void Keep(SocketTranscript transcript, IReadOnlyList<string> remarks)
    {
        if (remarks.Count > 0)
        {
            s_remarks.Add(transcript, remarks);
        }
    }

    /// <summary>Says them, once.</summary>
    internal static void Tell(Cmdlet cmdlet, SocketTranscript transcript)
    {
        if (s_remarks.TryGetValue(transcript, out IReadOnlyList<string>? remarks) && s_remarks.Remove(transcript))
        {
            foreach (string remark in remarks)
            {
                cmdlet.WriteWarning(remark);
            }
        }
    }
}
