using System;
using System.Text;
using SocketTools.Framing;

namespace SocketTools.Binding;

/// <summary>What is to be sent as it is: bytes, or text to be encoded.</summary>
public sealed class WireData
{
    private readonly string? _text;
    private readonly byte[]? _bytes;

    /// <summary>Text.</summary>
    public WireData(string text) => _text = text;

    /// <summary>Bytes.</summary>
    public WireData(byte[] bytes) => _bytes = bytes;

    /// <summary>Whether it is one byte, as a byte array becomes in a pipeline.</summary>
    internal bool IsSingleByte { get; init; }

    /// <summary>The bytes.</summary>
    /// <param name="encoding">How to encode text.</param>
    /// <exception cref="Faults.SocketToolsException"><see cref="Faults.Fault.InvalidRequest"/>: the encoding lacks a character of it.</exception>
    public ArraySegment<byte> ToBytes(Encoding encoding) => new(ToArray(encoding));

    /// <summary>The bytes, as an array.</summary>
    /// <param name="encoding">How to encode text.</param>
    /// <exception cref="Faults.SocketToolsException"><see cref="Faults.Fault.InvalidRequest"/>: the encoding lacks a character of it.</exception>
    public byte[] ToArray(Encoding encoding) => _bytes ?? StrictText.Encode(encoding, _text!);
}
