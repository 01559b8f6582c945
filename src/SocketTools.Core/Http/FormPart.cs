using System.Text;
using SocketTools.Faults;
using SocketTools.Framing;

namespace SocketTools.Http;

/// <summary>One part of a form in many parts (RFC 7578).</summary>
public sealed class FormPart
{
    private FormPart(string name, string? fileName, RequestBody content)
    {
        Name = name;
        FileName = fileName;
        Content = content;
    }

    /// <summary>The field's name.</summary>
    public string Name { get; }

    /// <summary>The file's name, without a folder; null: no file.</summary>
    public string? FileName { get; }

    /// <summary>What it carries.</summary>
    internal RequestBody Content { get; }

    /// <summary>A part that is text, in UTF-8.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: half a surrogate pair.</exception>
    public static FormPart OfText(string name, string text) => new(name, null, RequestBody.OfBytes(StrictText.Encode(Encoding.UTF8, text)));

    /// <summary>A part that is bytes.</summary>
    public static FormPart OfBytes(string name, byte[] bytes) => new(name, "", RequestBody.OfBytes(bytes));

    /// <summary>A part that is a file, read when it is sent.</summary>
    /// <param name="name">The field's name.</param>
    /// <param name="path">The file's full path.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/> or <see cref="Fault.AccessDenied"/>: it cannot be read.</exception>
    public static FormPart OfFile(string name, string path) => new(name, System.IO.Path.GetFileName(path), RequestBody.OfFile(path));

    /// <summary>What stands before its content, the boundary included.</summary>
    internal byte[] Head(string boundary)
    {
        string file = FileName is null ? "" : FileName.Length == 0 ? "\r\nContent-Type: application/octet-stream"
            : $"; filename=\"{Quotable(FileName)}\"\r\nContent-Type: application/octet-stream";
        return StrictText.Encode(Encoding.UTF8, $"--{boundary}\r\nContent-Disposition: form-data; name=\"{Quotable(Name)}\"{file}\r\n\r\n");
    }

    // As browsers do it (WHATWG HTML, 4.10.22.8): what would end the name, or the line, is percent-encoded.
    private static string Quotable(string name) => name
        .Replace("\r", "%0D").Replace("\n", "%0A").Replace("\"", "%22").Replace("\0", "%00");
}
