using System.Text;

namespace SocketTools.Dialogues;

/// <summary>A key of a map of Redis whose text another key has already: bytes that are no text, null, an array.</summary>
public sealed class RespKey
{
    /// <summary>Makes a character of each byte, so that keys of bytes differ as the bytes do.</summary>
    internal static readonly Encoding OneByOne = Encoding.GetEncoding("iso-8859-1");

    private readonly string _text;

    /// <summary>Keeps a key apart from another that looks like it.</summary>
    internal RespKey(object? value, string text)
    {
        Value = value;
        _text = text;
    }

    /// <summary>The key as it came.</summary>
    public object? Value { get; }

    /// <inheritdoc/>
    public override string ToString() => _text;
}
