using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;

namespace SocketTools.Tracing;

/// <summary>Writes transcripts in the notation that RFCs use for dialogues. Pure: entries in, text out.</summary>
/// <remarks>
/// <para>What one side says without a pause is written by its lines, however it came in pieces: so a transcript that was read back is
/// written the same.</para>
/// <para>A row of exactly eight <c>*</c> is a masked stretch; one that was really said is written with an escape.</para>
/// </remarks>
internal sealed class NotationWriter
{
    /// <summary>Pauses that are shorter are not told: they differ from run to run.</summary>
    internal static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(10);

    private readonly TextWriter _to;
    private readonly bool _apart;
    private readonly List<SocketTranscriptEntry> _said = new();
    private TimeSpan _told;

    private NotationWriter(TextWriter to, bool apart)
    {
        _to = to;
        _apart = apart;
    }

    /// <summary>Writes entries, each of their lines with LF behind it.</summary>
    /// <param name="entries">What to write.</param>
    /// <param name="to">Where to; stays the caller's.</param>
    /// <param name="apart">Whether each entry stays one, as datagrams do.</param>
    internal static void Write(IEnumerable<SocketTranscriptEntry> entries, TextWriter to, bool apart = false)
    {
        var writer = new NotationWriter(to, apart);
        foreach (SocketTranscriptEntry entry in entries)
        {
            writer.Add(entry);
        }

        writer.EndSaying();
    }

    /// <summary>One entry, without the line end behind it.</summary>
    internal static string Write(SocketTranscriptEntry entry)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        var writer = new NotationWriter(text, apart: false) { _told = entry.Offset };
        writer.Add(entry);
        writer.EndSaying();
        return text.ToString().TrimEnd('\n');
    }

    private void Add(SocketTranscriptEntry entry)
    {
        TimeSpan pause = entry.Offset - _told;
        if (entry.Data.Length == 0 && entry.Kind != TranscriptKind.Event && !_apart)
        {
            return;
        }

        bool isSaid = entry.Kind != TranscriptKind.Event && entry.Form == TranscriptForm.Exact;
        if (!isSaid || _apart || pause >= LeastPause || (_said.Count > 0 && _said[0].Side != entry.Side))
        {
            EndSaying();
        }

        if (pause >= LeastPause)
        {
            var milliseconds = TimeSpan.FromMilliseconds(Math.Round(pause.TotalMilliseconds));
            _told += milliseconds;
            Line("@ " + milliseconds.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture));
        }

        if (isSaid)
        {
            _said.Add(entry);
        }
        else if (entry.Kind == TranscriptKind.Event)
        {
            Line(Letter(entry.Side) + "* " + entry.Text);
        }
        else
        {
            Line(Letter(entry.Side) + (entry.Form == TranscriptForm.Pattern ? "~ " : "% ") + entry.Text);
        }
    }

    private void EndSaying()
    {
        if (_said.Count == 0)
        {
            return;
        }

        string letter = Letter(_said[0].Side);
        var said = new Utterance(_said);
        _said.Clear();
        if (_apart)
        {
            Line(letter + Line(said, 0, said.Data.Length));
            return;
        }

        for (int at = 0, end; at < said.Data.Length; at = end)
        {
            end = said.EndOfLine(at);
            Line(letter + Line(said, at, end));
        }
    }

    private static string Line(Utterance said, int at, int end)
    {
        byte[] data = said.Data;
        bool isLine = end - at >= 2 && data[end - 2] == '\r' && data[end - 1] == '\n';
        if (isLine && !said.HasLiteralStars(at, end) && NotationText.TryPlain(data, at, end - 2 - at) is string plain && !plain.EndsWith(" ", StringComparison.Ordinal))
        {
            return plain.Length == 0 ? ":" : ": " + plain;
        }

        return ". " + NotationText.Quote(data, at, end - at, said.IsLiteralStar);
    }

    private static string Letter(TranscriptSide? side) => side switch { TranscriptSide.Client => "C", TranscriptSide.Server => "S", _ => "" };

    private void Line(string line)
    {
        _to.Write(line);
        _to.Write('\n');
    }

    /// <summary>What one side said without a pause, in one piece.</summary>
    private sealed class Utterance
    {
        private readonly HashSet<int> _literalStars = new();
        private readonly HashSet<int> _boundaries = new();

        internal Utterance(List<SocketTranscriptEntry> entries)
        {
            var masks = new List<MaskedStretch>();
            Data = Join(entries, masks);
            FindStars(masks);
        }

        internal byte[] Data { get; }

        internal bool IsLiteralStar(int at) => _literalStars.Contains(at);

        internal bool HasLiteralStars(int at, int end)
        {
            if (_literalStars.Count > 0)
            {
                for (int i = at; i < end; i++)
                {
                    if (_literalStars.Contains(i))
                    {
                        return true;
                    }
                }
            }

            return false;
        }

        // Between two masked stretches that touch, a piece ends too.
        internal int EndOfLine(int at)
        {
            int feed = Array.IndexOf(Data, (byte)'\n', at);
            int end = feed < 0 ? Data.Length : feed + 1;
            if (_boundaries.Count > 0)
            {
                for (int i = at + 1; i < end; i++)
                {
                    if (_boundaries.Contains(i))
                    {
                        return i;
                    }
                }
            }

            return end;
        }

        private static byte[] Join(List<SocketTranscriptEntry> entries, List<MaskedStretch> masks)
        {
            int length = 0;
            foreach (SocketTranscriptEntry entry in entries)
            {
                foreach (MaskedStretch mask in entry.Masked)
                {
                    masks.Add(new MaskedStretch(length + mask.Offset, mask.Length));
                }

                length += entry.Data.Length;
            }

            if (entries.Count == 1)
            {
                return entries[0].Data;
            }

            var joined = new byte[length];
            length = 0;
            foreach (SocketTranscriptEntry entry in entries)
            {
                Buffer.BlockCopy(entry.Data, 0, joined, length, entry.Data.Length);
                length += entry.Data.Length;
            }

            return joined;
        }

        // Stars that would be read as a masked stretch, or hide where one is, are told apart.
        private void FindStars(List<MaskedStretch> masks)
        {
            int next = 0;
            for (int at = Array.IndexOf(Data, (byte)'*'); at >= 0; at = Array.IndexOf(Data, (byte)'*', at))
            {
                int end = at;
                while (end < Data.Length && Data[end] == '*')
                {
                    end++;
                }

                int first = next;
                while (next < masks.Count && masks[next].Offset < end)
                {
                    next++;
                }

                bool isMask = next == first + 1 && masks[first].Offset == at && masks[first].End == end;
                if (!isMask && (next > first || end - at == MaskedStretch.Width))
                {
                    MarkLiterals(at, end, masks, first, next);
                }

                if (end == Data.Length)
                {
                    return;
                }

                at = end;
            }
        }

        private void MarkLiterals(int at, int end, List<MaskedStretch> masks, int first, int next)
        {
            for (int i = at; i < end; i++)
            {
                bool masked = false;
                for (int m = first; m < next && !masked; m++)
                {
                    masked = i >= masks[m].Offset && i < masks[m].End;
                    if (i == masks[m].Offset && m > first && masks[m - 1].End == i)
                    {
                        _boundaries.Add(i);
                    }
                }

                if (!masked)
                {
                    _literalStars.Add(i);
                }
            }
        }
    }
}
