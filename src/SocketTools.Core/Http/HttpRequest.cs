using System;
using System.Collections.Generic;
using System.Text;
using SocketTools.Faults;

namespace SocketTools.Http;

/// <summary>A request, ready to be written: method, target, version and fields.</summary>
public sealed class HttpRequest
{
    private readonly List<HttpField> _fields = new();

    /// <summary>Makes a request for a URI.</summary>
    /// <param name="method">A token; sent as it is.</param>
    /// <param name="target">Where to, and what for.</param>
    /// <param name="version">1.0 or 1.1.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>.</exception>
    public HttpRequest(string method, HttpTarget target, Version version)
    {
        if (!HttpText.IsToken(method))
        {
            throw FaultFactory.InvalidRequest($"'{FaultFactory.Visible(method)}' is not a method: a method is one word of letters, digits and a few signs (RFC 9110, 9.1).");
        }

        if (version.Major != 1 || version.Minor is < 0 or > 1)
        {
            throw FaultFactory.InvalidRequest($"HTTP/{version} is not spoken here: -HttpVersion is 1.0 or 1.1.");
        }

        Method = method;
        Target = target;
        Version = version;
        Set("Host", target.HostField);
        Set("User-Agent", "SocketTools");
    }

    /// <summary>The method.</summary>
    public string Method { get; }

    /// <summary>Where to, and what for.</summary>
    public HttpTarget Target { get; }

    /// <summary>1.0 or 1.1.</summary>
    public Version Version { get; }

    /// <summary>The fields, in the order in which they are sent.</summary>
    public IReadOnlyList<HttpField> Fields => _fields;

    /// <summary>Replaces the fields of that name by these, in the first one's place; no values removes them.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: not a field name, or a line break in a value.</exception>
    public void Set(string name, params string[] values)
    {
        if (!HttpText.IsToken(name))
        {
            throw FaultFactory.InvalidRequest($"'{FaultFactory.Visible(name)}' is not a field name: letters, digits and a few signs, no space and no colon (RFC 9110, 5.1). Nothing was sent.");
        }

        int at = _fields.FindIndex(f => string.Equals(f.Name, name, StringComparison.OrdinalIgnoreCase));
        _fields.RemoveAll(f => string.Equals(f.Name, name, StringComparison.OrdinalIgnoreCase));
        at = at < 0 ? _fields.Count : at;
        foreach (string value in values)
        {
            HttpText.RefuseLineBreaks(value, $"The field '{FaultFactory.Visible(name)}'");
            _fields.Insert(at++, new HttpField(name, value));
        }
    }

    /// <summary>Does the same for several names, in order.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>.</exception>
    public void SetAll(IEnumerable<KeyValuePair<string, string[]>> fields)
    {
        foreach (KeyValuePair<string, string[]> field in fields)
        {
            Set(field.Key, field.Value);
        }
    }

    /// <summary>Whether a list field of the request names an option, ignoring case (RFC 9110, 5.6.1).</summary>
    public bool Names(string fieldName, string option)
    {
        var fields = new HttpFieldCollection();
        _fields.ForEach(f => fields.Add(f.Name, f.Value));
        return fields.ListNames(fieldName, option);
    }

    /// <summary>The request line and fields as they go out (RFC 9112, 3 and 5).</summary>
    public byte[] ToBytes() => Write(redact: false);

    /// <summary>The same with secrets as stars, for people to look at.</summary>
    public byte[] ToRedactedBytes() => Write(redact: true);

    private byte[] Write(bool redact)
    {
        var text = new StringBuilder(256);
        text.Append(Method).Append(' ').Append(Target.RequestTarget).Append(" HTTP/").Append(Version.ToString(2)).Append("\r\n");
        foreach (HttpField field in _fields)
        {
            text.Append(field.Name).Append(": ").Append(redact && SecretFields.Contains(field.Name) ? SecretFields.Redacted : field.Value).Append("\r\n");
        }

        text.Append("\r\n");
        return FieldEncoding(text).GetBytes(text.ToString());
    }

    // Latin-1 where it can say it, so that no byte of an obs-text value changes; UTF-8 where it cannot (RFC 9110, 5.5).
    private static Encoding FieldEncoding(StringBuilder text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] > '\xFF')
            {
                return Encoding.UTF8;
            }
        }

        return HttpText.Latin1;
    }
}
