using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using SocketTools.Http;
using SocketTools.Tracing;

namespace SocketTools.Playing;

/// <summary>Makes the sizes fit that a recorded server of HTTP announced for bodies in which secrets are masked by now: a client would wait for
/// the rest, or take it for the next response.</summary>
internal static class ReplaySizes
{
    /// <summary>The steps as they can be played.</summary>
    internal static IReadOnlyList<ReplayStep> Fit(IReadOnlyList<ReplayStep> steps)
    {
        ReplayStep[] fitting = steps.ToArray();
        for (int first = 0, count; first < fitting.Length; first += Math.Max(1, count))
        {
            count = fitting.Skip(first).TakeWhile(static step => step.Kind == ReplayStepKind.ServerData).Count();
            if (fitting.Skip(first).Take(count).Any(static step => step.Masked.Count > 0))
            {
                Fit(fitting, first, count);
            }
        }

        return fitting;
    }

    private static void Fit(ReplayStep[] steps, int first, int count)
    {
        var said = new MemoryStream();
        var masked = new List<MaskedStretch>();
        foreach (ReplayStep step in steps.Skip(first).Take(count))
        {
            masked.AddRange(step.Masked.Select(m => new MaskedStretch((int)said.Length + m.Offset, m.Length)));
            said.Write(step.Data, 0, step.Data.Length);
        }

        MaskedSize[] sizes = MaskedFraming.Find(said.ToArray(), 0, (int)said.Length, masked).SelectMany(static response => response.Sizes).ToArray();
        int start = 0;
        for (int i = first; sizes.Length > 0 && i < first + count; i++)
        {
            int end = start + steps[i].Data.Length;
            steps[i] = steps[i] with { Data = Replaced(steps[i].Data, start, end, sizes) };
            start = end;
        }
    }

    // What begins in this step is written there, and left out of the next where it goes on.
    private static byte[] Replaced(byte[] data, int start, int end, MaskedSize[] sizes)
    {
        var made = new MemoryStream();
        int at = start;
        foreach (MaskedSize size in sizes.Where(s => s.At < end && s.At + s.Length > start))
        {
            int from = Math.Max(at, size.At);
            made.Write(data, at - start, from - at);
            byte[] digits = Encoding.ASCII.GetBytes(size.At >= start ? size.Fitting : "");
            made.Write(digits, 0, digits.Length);
            at = Math.Min(end, size.At + size.Length);
        }

        made.Write(data, at - start, end - at);
        return made.ToArray();
    }
}
