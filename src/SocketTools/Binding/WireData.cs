using System;
using System.IO;
using System.Text;
using SocketTools.Framing;
using SocketTools.Http;
using SocketTools.Reporting;

namespace SocketTools.Binding;

/// <summary>What is to be sent as it is: bytes, a file of them, or text to be encoded.</summary>
public sealed class WireData
{
    private readonly string? _text;
    private readonly byte[]? _bytes;

    /// <summary>Text.</summary>
    public WireData(string text) => _text = text;

    /// <summary>Bytes.</summary>
    public WireData(byte[] bytes) => _bytes = bytes;

    /// <summary>The bytes of a file.</summary>
    internal WireData(FileInfo file) => File = file.FullName;

    /// <summary>The file whose bytes they are; null where they are given.</summary>
    internal string? File { get; }

    /// <summary>Whether it is one byte, as a byte array becomes in a pipeline.</summary>
    internal bool IsSingleByte { get; init; }

    /// <summary>Whether it is the fields of a form, as text.</summary>
    internal bool IsForm { get; init; }

    /// <summary>The text; null: bytes.</summary>
    internal string? Text => _text;

    /// <summary>The bytes.</summary>
    /// <param name="encoding">How to encode text.</param>
    /// <exception cref="Faults.SocketToolsException"><see cref="Faults.Fault.InvalidRequest"/>: the encoding lacks a character of it.</exception>
    public ArraySegment<byte> ToBytes(Encoding encoding) => new(ToArray(encoding));

    /// <summary>The bytes, as an array.</summary>
    /// <param name="encoding">How to encode text.</param>
    /// <exception cref="Faults.SocketToolsException"><see cref="Faults.Fault.InvalidRequest"/>: the encoding lacks a character of it.</exception>
    public byte[] ToArray(Encoding encoding) => File is not null ? Read(File) : _bytes ?? StrictText.Encode(encoding, _text!);

    private static byte[] Read(string file)
    {
        using Stream source = RequestBody.OpenFile(file, clock: null);
        var bytes = new MemoryStream();
        try
        {
            source.CopyTo(bytes);
        }
        catch (IOException unreadable)
        {
            throw CommandFaults.CannotRead(file, 0, unreadable);
        }

        return bytes.ToArray();
    }
}
