using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace SocketTools.Tracing;

/// <summary>One thing that crossed the wire, or happened around it. Never changes.</summary>
public sealed class SocketTranscriptEntry
{
    private const string MissingWord = "missing ";

    private readonly string? _event;

    /// <summary>Bytes that crossed the wire.</summary>
    /// <param name="offset">When, from the transcript's start.</param>
    /// <param name="kind">Sent or received, seen from whoever recorded.</param>
    /// <param name="side">Who sent them.</param>
    /// <param name="data">The bytes; not copied.</param>
    /// <param name="masked">Where they stand for secrets, in order; null: nowhere.</param>
    /// <param name="form">How they are meant.</param>
    public SocketTranscriptEntry(TimeSpan offset, TranscriptKind kind, TranscriptSide side, byte[] data, IReadOnlyList<MaskedStretch>? masked = null, TranscriptForm form = TranscriptForm.Exact)
    {
        Offset = offset;
        Kind = kind;
        Side = side;
        Data = data;
        Masked = masked ?? Array.Empty<MaskedStretch>();
        Form = form;
    }

    private SocketTranscriptEntry(TimeSpan offset, TranscriptSide? side, string text)
    {
        Offset = offset;
        Kind = TranscriptKind.Event;
        Side = side;
        Data = Array.Empty<byte>();
        Masked = Array.Empty<MaskedStretch>();
        _event = text;
    }

    /// <summary>When, from the transcript's start.</summary>
    public TimeSpan Offset { get; }

    /// <summary>Sent or received, seen from whoever recorded; or an event.</summary>
    public TranscriptKind Kind { get; }

    /// <summary>Who sent it, or whom the event is of; null: an event of neither, such as <c>connected</c>.</summary>
    public TranscriptSide? Side { get; }

    /// <summary>The bytes, secrets masked; none for an event.</summary>
    public byte[] Data { get; }

    /// <summary>Where <see cref="Data"/> stands for secrets, in order.</summary>
    public IReadOnlyList<MaskedStretch> Masked { get; }

    /// <summary>How the bytes are meant; anything but exactly only where they were written for a replay.</summary>
    public TranscriptForm Form { get; }

    /// <summary>The bytes as text, line ends included: by UTF-8, or by Latin-1 where they are none; an event's words.</summary>
    public string Text => _event ?? LooseText.Decode(Data, 0, Data.Length);

    /// <summary>How many bytes of <see cref="Side"/> were here and are not kept; 0 but for an event that says so.</summary>
    public long MissingBytes =>
        _event is not null && _event.StartsWith(MissingWord, StringComparison.Ordinal)
        && long.TryParse(_event.Substring(MissingWord.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long count) ? count : 0;

    /// <summary>The encoding in which every byte is a character of the same number.</summary>
    internal static Encoding Latin1 { get; } = Encoding.GetEncoding(28591);

    /// <summary>Something that happened around the bytes.</summary>
    /// <param name="offset">When, from the transcript's start.</param>
    /// <param name="side">Of whom; null: of neither.</param>
    /// <param name="text">What: <c>connected</c>, <c>protected</c>, <c>half-close</c>, <c>close</c>, <c>reset</c>, with <c>name=value</c> behind
    /// it; on one line, without control characters.</param>
    /// <exception cref="ArgumentException">Control characters inside.</exception>
    public static SocketTranscriptEntry Event(TimeSpan offset, TranscriptSide? side, string text)
    {
        foreach (char c in text)
        {
            if (char.IsControl(c))
            {
                throw new ArgumentException("An event is told on one line, without control characters.", nameof(text));
            }
        }

        return new SocketTranscriptEntry(offset, side, text.Trim());
    }

    /// <summary>Bytes that crossed the wire here and are not kept.</summary>
    /// <param name="offset">When, from the transcript's start.</param>
    /// <param name="side">Who sent them.</param>
    /// <param name="count">How many.</param>
    public static SocketTranscriptEntry Missing(TimeSpan offset, TranscriptSide side, long count) =>
        new(offset, side, MissingWord + count.ToString(CultureInfo.InvariantCulture));

    /// <summary>Whether this is an event of that first word.</summary>
    public bool IsEvent(string word) =>
        _event is not null && _event.StartsWith(word, StringComparison.Ordinal) && (_event.Length == word.Length || _event[word.Length] == ' ');

    /// <summary>The entry in the notation, without a line end; of several lines where the data are.</summary>
    public override string ToString() => NotationWriter.Write(this);
}
