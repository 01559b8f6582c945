using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using SocketTools.Faults;

namespace SocketTools.Tracing;

/// <summary>What was said on a connection and masked there, so that it can be told again when the other side says it back.</summary>
/// <remarks>
/// <para>Each is known in the forms in which peers repeat it: see <see cref="SecretForms"/>. Bounded: the oldest are forgotten beyond
/// <see cref="MostForms"/> forms or <see cref="MostBytes"/> bytes of them; of one secret at most <see cref="LongestSecret"/> bytes are known.</para>
/// <para>Any thread may learn while another looks.</para>
/// </remarks>
internal sealed class KnownSecrets
{
    /// <summary>How much of one secret is known, in bytes.</summary>
    internal const int LongestSecret = 64 * 1024;

    private const int MostForms = 512;
    private const int MostBytes = 256 * 1024;

    private readonly object _lock = new();
    private readonly Queue<byte[]> _inOrder = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private int _bytes;
    private volatile byte[][] _forms = Array.Empty<byte[]>();

    /// <summary>All forms of all secrets.</summary>
    internal byte[][] Forms => _forms;

    /// <summary>A secret was said.</summary>
    /// <param name="secret">As it crossed the wire.</param>
    internal void Learn(byte[] secret)
    {
        lock (_lock)
        {
            bool isNew = false;
            foreach (string form in SecretForms.Of(SocketTranscriptEntry.Latin1.GetString(secret)))
            {
                if (_known.Add(form))
                {
                    _inOrder.Enqueue(SocketTranscriptEntry.Latin1.GetBytes(form));
                    _bytes += form.Length;
                    isNew = true;
                }
            }

            if (isNew)
            {
                Forget();
                _forms = _inOrder.ToArray();
            }
        }
    }

    /// <summary>Text as it may be shown: stars for each secret in it, and for one that the text's end, or a cut that is marked by an ellipsis, cuts off.</summary>
    internal string Hide(string text)
    {
        byte[][] forms = _forms;
        if (forms.Length == 0 || text.Length < SecretForms.Shortest)
        {
            return text;
        }

        var found = new List<MaskedStretch>();
        foreach (byte[] form in forms)
        {
            foreach (string sought in Decoded(form))
            {
                for (int at = text.IndexOf(sought, StringComparison.Ordinal); at >= 0; at = text.IndexOf(sought, at + 1, StringComparison.Ordinal))
                {
                    found.Add(new MaskedStretch(at, sought.Length));
                }

                AddCutOff(text, sought, found);
            }
        }

        if (found.Count == 0)
        {
            return text;
        }

        var shown = new StringBuilder(text.Length);
        int from = 0;
        foreach (MaskedStretch secret in SecretEcho.Merged(found))
        {
            shown.Append(text, from, secret.Offset - from).Append('*', MaskedStretch.Width);
            from = secret.End;
        }

        return shown.Append(text, from, text.Length - from).ToString();
    }

    /// <summary>The same of bytes.</summary>
    internal byte[] Hide(byte[] data)
    {
        var echo = new SecretEcho(this);
        ArraySegment<byte> given = echo.Take(new ArraySegment<byte>(data), null, out IReadOnlyList<MaskedStretch>? secrets);
        MaskedBytes masked = MaskedBytes.Of(given, secrets);
        ArraySegment<byte> held = echo.Flush(out bool isSecret);
        masked = held.Count == 0 ? masked : masked.With(MaskedBytes.Of(held, isSecret ? new[] { new MaskedStretch(0, held.Count) } : null));
        return masked.Data.ToArray();
    }

    /// <summary>The same fault without secrets in its words, nor in those of what is inside; null: there are none.</summary>
    internal SocketToolsException? Hide(SocketToolsException fault)
    {
        if (_forms.Length == 0)
        {
            return null;
        }

        // What is not ours is not reworded: it is left out.
        Exception? inner = fault.InnerException is SocketToolsException ours ? Hide(ours) ?? ours
            : fault.InnerException is Exception foreign && Hide(foreign.ToString()) == foreign.ToString() ? foreign
            : null;
        string message = Hide(fault.Message);
        return message == fault.Message && inner == fault.InnerException ? null : fault.InOtherWords(message, inner);
    }

    // Its beginning in front of the text's end or of an ellipsis, its end behind one, and what an ellipsis on either side leaves of its middle.
    private static void AddCutOff(string text, string sought, List<MaskedStretch> found)
    {
        for (int cut = text.IndexOf('…'); ; cut = text.IndexOf('…', cut + 1))
        {
            int end = cut < 0 ? text.Length : cut;
            int before = LongestPart(Math.Min(sought.Length - 1, end), length => string.CompareOrdinal(text, end - length, sought, 0, length) == 0);
            if (before > 0)
            {
                found.Add(new MaskedStretch(end - before, before));
            }

            if (cut < 0)
            {
                return;
            }

            int start = cut + 1;
            int next = text.IndexOf('…', start);
            int left = (next < 0 ? text.Length : next) - start;
            if (left >= SecretForms.Shortest && left < sought.Length && sought.Contains(text.Substring(start, left)))
            {
                found.Add(new MaskedStretch(start, left));
            }

            int behind = LongestPart(Math.Min(sought.Length - 1, text.Length - start), length => string.CompareOrdinal(text, start, sought, sought.Length - length, length) == 0);
            if (behind > 0)
            {
                found.Add(new MaskedStretch(start, behind));
            }
        }
    }

    private static int LongestPart(int most, Func<int, bool> isThere)
    {
        while (most >= SecretForms.Shortest && !isThere(most))
        {
            most--;
        }

        return most >= SecretForms.Shortest ? most : 0;
    }

    // Text was decoded by an encoding that nobody here knows, and what a terminal would obey is shown escaped.
    private static IEnumerable<string> Decoded(byte[] form)
    {
        string latin = SocketTranscriptEntry.Latin1.GetString(form);
        string utf8 = Encoding.UTF8.GetString(form);
        return new[] { latin, utf8, VisibleText.Of(latin), VisibleText.Of(utf8) }.Distinct();
    }

    private void Forget()
    {
        while (_inOrder.Count > MostForms || (_bytes > MostBytes && _inOrder.Count > 1))
        {
            byte[] oldest = _inOrder.Dequeue();
            _bytes -= oldest.Length;
            _known.Remove(SocketTranscriptEntry.Latin1.GetString(oldest));
        }
    }
}
