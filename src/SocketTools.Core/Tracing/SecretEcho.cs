using System;
using System.Collections.Generic;
using SocketTools.Compat;

namespace SocketTools.Tracing;

/// <summary>Finds known secrets in what one side says, however it is cut into pieces.</summary>
/// <remarks>An end that a secret may begin with is held back until more comes, or until nothing does for now.</remarks>
internal sealed class SecretEcho
{
    private readonly KnownSecrets _secrets;

    // How what came so far ends, where a secret may have begun; and how much of that was given out.
    private byte[] _tail = Array.Empty<byte>();
    private int _given;

    internal SecretEcho(KnownSecrets secrets) => _secrets = secrets;

    /// <summary>How many bytes are held back.</summary>
    internal int Held => _tail.Length - _given;

    /// <summary>Looks through the next bytes.</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="known">Where whoever sends them knows of secrets, in order; null: nowhere.</param>
    /// <param name="found">Where secrets are in what is given out, in order; null: nowhere.</param>
    /// <returns>What was held back and these bytes, but what is held back now.</returns>
    internal ArraySegment<byte> Take(ArraySegment<byte> data, IReadOnlyList<MaskedStretch>? known, out IReadOnlyList<MaskedStretch>? found)
    {
        byte[][] forms = _secrets.Forms;
        ArraySegment<byte> all = WithTail(data);
        List<MaskedStretch>? secrets = FindAll(all, forms, known, _tail.Length);
        int end = all.Offset + all.Count;
        int open = FirstOpen(all, forms);
        if (known is { Count: > 0 })
        {
            // What the sender says is told once.
            open = Math.Max(open, all.Offset + _tail.Length + known[known.Count - 1].End);
        }

        int from = all.Offset + _given;
        int given = Math.Max(open, from);
        if (secrets is not null)
        {
            secrets = Merged(secrets);

            // A secret that ends where another may have begun is given whole; one inside what may be another is found again.
            foreach (MaskedStretch secret in secrets)
            {
                given = all.Offset + secret.Offset <= open ? Math.Max(given, all.Offset + secret.End) : given;
            }
        }

        found = MaskedStretch.Within(secrets, _given, given - all.Offset);
        _tail = open == end ? Array.Empty<byte>() : Copy(all.Array!, open, end);
        _given = given - open;
        return new ArraySegment<byte>(all.Array!, from, given - from);
    }

    /// <summary>Nothing more comes for now: what is held back.</summary>
    /// <param name="isSecret">Whether so much of a secret is there that it is taken for one.</param>
    internal ArraySegment<byte> Flush(out bool isSecret)
    {
        isSecret = _tail.Length >= SecretForms.Shortest;
        var held = new ArraySegment<byte>(_tail, _given, Held);
        _given = _tail.Length;
        return held;
    }

    /// <summary>Bytes went by that nobody looked at.</summary>
    internal void Skip()
    {
        _tail = Array.Empty<byte>();
        _given = 0;
    }

    /// <summary>Where known secrets are in bytes that are whole, beside those that whoever sends them knows of; null: nowhere.</summary>
    internal static IReadOnlyList<MaskedStretch>? Find(ArraySegment<byte> data, byte[][] forms, IReadOnlyList<MaskedStretch>? known) =>
        FindAll(data, forms, known, 0) is List<MaskedStretch> found ? Merged(found) : null;

    /// <summary>Stretches in order, those that touch made one.</summary>
    internal static List<MaskedStretch> Merged(List<MaskedStretch> stretches)
    {
        stretches.Sort(static (left, right) => left.Offset.CompareTo(right.Offset));
        var merged = new List<MaskedStretch>();
        foreach (MaskedStretch next in stretches)
        {
            if (merged.Count > 0 && next.Offset <= merged[merged.Count - 1].End)
            {
                MaskedStretch last = merged[merged.Count - 1];
                merged[merged.Count - 1] = new MaskedStretch(last.Offset, Math.Max(last.End, next.End) - last.Offset) { IsPrecaution = last.IsPrecaution && next.IsPrecaution };
            }
            else
            {
                merged.Add(next);
            }
        }

        return merged;
    }

    private static List<MaskedStretch>? FindAll(ArraySegment<byte> all, byte[][] forms, IReadOnlyList<MaskedStretch>? known, int before)
    {
        List<MaskedStretch>? found = null;
        byte[] array = all.Array!;
        int end = all.Offset + all.Count;
        foreach (byte[] form in forms)
        {
            for (int at = ByteSearch.IndexOf(array, all.Offset, end, form); at >= 0; at = ByteSearch.IndexOf(array, at + 1, end, form))
            {
                (found ??= new List<MaskedStretch>()).Add(new MaskedStretch(at - all.Offset, form.Length) { IsPrecaution = true });
            }
        }

        for (int i = 0; i < (known?.Count ?? 0); i++)
        {
            (found ??= new List<MaskedStretch>()).Add(new MaskedStretch(before + known![i].Offset, known[i].Length) { IsPrecaution = known[i].IsPrecaution });
        }

        return found;
    }

    // Where the first secret begins that would go on behind the end; the end, where none does.
    private static int FirstOpen(ArraySegment<byte> all, byte[][] forms)
    {
        byte[] array = all.Array!;
        int end = all.Offset + all.Count;
        int first = end;
        foreach (byte[] form in forms)
        {
            for (int at = Math.Max(all.Offset, end - form.Length + 1); at < first; at++)
            {
                at = Array.IndexOf(array, form[0], at, first - at);
                if (at < 0)
                {
                    break;
                }

                if (ByteSearch.StartsAt(array, at, form, end - at))
                {
                    first = at;
                }
            }
        }

        return first;
    }

    private ArraySegment<byte> WithTail(ArraySegment<byte> data)
    {
        if (_tail.Length == 0)
        {
            return data;
        }

        var all = new byte[_tail.Length + data.Count];
        _tail.CopyTo(all, 0);
        Buffer.BlockCopy(data.Array!, data.Offset, all, _tail.Length, data.Count);
        return new ArraySegment<byte>(all);
    }

    private static byte[] Copy(byte[] array, int from, int end)
    {
        var copy = new byte[end - from];
        Buffer.BlockCopy(array, from, copy, 0, copy.Length);
        return copy;
    }
}
