using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using SocketTools.Faults;

namespace SocketTools.Http;

/// <summary>A request, ready to be written: method, target, version and fields.</summary>
public sealed class HttpRequest
{
    // What says what the body is and how it is framed goes where the body goes.
    private static readonly string[] s_ofTheBody =
    {
        "Content-Type", "Content-Encoding", "Content-Language", "Content-Location", "Content-Disposition", "Content-Length", "Transfer-Encoding", "Expect", "Trailer",
    };

    private readonly List<HttpField> _fields = new();
    private readonly List<Setting> _settings = new();
    private readonly HashSet<string> _leftOut = new(StringComparer.OrdinalIgnoreCase);
    private readonly string? _requestTarget;

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
            throw FaultFactory.InvalidRequest($"HTTP/{version} is not spoken here: 1.0 and 1.1 are.");
        }

        Method = method;
        Target = target;
        Version = version;
        Put("Host", target.HostField);
        Put("User-Agent", "SocketTools");
    }

    /// <summary>The method.</summary>
    public string Method { get; }

    /// <summary>Where to, and what for.</summary>
    public HttpTarget Target { get; }

    /// <summary>1.0 or 1.1.</summary>
    public Version Version { get; }

    /// <summary>What is asked for, where that is not the target's path: <c>*</c>, absolute form or authority form (RFC 9112, 3.2); null: the path.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: empty, or white space or control characters inside.</exception>
    public string? RequestTarget
    {
        get => _requestTarget;
        init
        {
            if (value is not null)
            {
                HttpText.RefuseNonTarget(value);
            }

            _requestTarget = value;
        }
    }

    /// <summary>What the request carries; null: nothing.</summary>
    public RequestBody? Body { get; init; }

    /// <summary>Whether the body goes out in chunks (RFC 9112, 7.1).</summary>
    public bool IsChunked { get; init; }

    /// <summary>Fields behind a chunked body (RFC 9112, 7.1.2).</summary>
    public HttpFieldCollection Trailers { get; } = new();

    /// <summary>Whether the body waits for the server's consent (RFC 9110, 10.1.1).</summary>
    public bool ExpectsContinue => Body is not null && Version.Minor >= 1 && Names("Expect", "100-continue");

    /// <summary>Whether the server answered before the whole body was sent: what it takes for the body would then be the next request.</summary>
    public bool BodyWasRefused { get; internal set; }

    /// <summary>Exactly these bytes in place of everything above; null: what the properties say.</summary>
    public byte[]? ExactBytes { get; init; }

    /// <summary>The fields, in the order in which they are sent.</summary>
    public IReadOnlyList<HttpField> Fields => _fields;

    /// <summary>Whether a redirect takes the user's own fields to other origins too.</summary>
    public bool KeepsOwnFields { get; set; }

    /// <summary>Replaces the fields of that name by these, in the first one's place; no values removes them. A redirect takes them along.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: not a field name, a line break in a value, or two hosts.</exception>
    public void Set(string name, params string[] values)
    {
        Put(name, values);
        _settings.Add(new Setting(name, values, IsOwn: false));
    }

    /// <summary>The same for fields of the user's own: they are for the target's origin, and a redirect takes them to no other.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: not a field name, a line break in a value, or two hosts.</exception>
    public void SetOwn(string name, params string[] values)
    {
        Put(name, values);
        _settings.Add(new Setting(name, values, IsOwn: true));
    }

    /// <summary>The same for a field that belongs to this request alone: a redirect leaves it behind.</summary>
    internal void Put(string name, params string[] values)
    {
        if (!HttpText.IsToken(name))
        {
            throw FaultFactory.InvalidRequest($"'{FaultFactory.Visible(name)}' is not a field name: letters, digits and a few signs, no space and no colon (RFC 9110, 5.1). Nothing was sent.");
        }

        if (values.Length > 1 && string.Equals(name, "Host", StringComparison.OrdinalIgnoreCase))
        {
            throw FaultFactory.InvalidRequest("A request has one Host field (RFC 9112, 3.2): give one value. Bytes that are sent as they are may have more. Nothing was sent.");
        }

        int at = _fields.FindIndex(f => f.IsNamed(name));
        _fields.RemoveAll(f => f.IsNamed(name));
        at = at < 0 ? _fields.Count : at;
        if (values.Length == 0)
        {
            _leftOut.Add(name);
        }

        foreach (string value in values)
        {
            HttpText.RefuseLineBreaks(value, $"The field '{FaultFactory.Visible(name)}'");
            _fields.Insert(at++, new HttpField(name, value));
        }
    }

    /// <summary>Adds a field behind the body.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: not a field name, or a line break in the value.</exception>
    public void AddTrailer(string name, string value)
    {
        if (!HttpText.IsToken(name))
        {
            throw FaultFactory.InvalidRequest($"'{FaultFactory.Visible(name)}' is not a field name (RFC 9110, 5.1). Nothing was sent.");
        }

        HttpText.RefuseLineBreaks(value, $"The trailer '{name}'");
        Trailers.Add(name, value);
    }

    /// <summary>Adds the framing fields that the body needs, where the caller neither set them nor left them out (RFC 9112, 6).</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: chunks over HTTP/1.0 or with a length, trailers behind
    /// nothing, or a body whose length is not known.</exception>
    public void FrameBody()
    {
        bool chunked = IsChunked || Trailers.Count > 0;
        if (chunked && Version.Minor == 0)
        {
            throw FaultFactory.InvalidRequest("HTTP/1.0 has no chunks (RFC 9112, 6.1): leave out chunks and trailers, or use HTTP/1.1. Nothing was sent.");
        }

        if (chunked && Has("Content-Length"))
        {
            throw FaultFactory.InvalidRequest("A body in chunks has no Content-Length (RFC 9112, 6.2): leave out chunks and trailers, or the field. Nothing was sent.");
        }

        if (Trailers.Count > 0 && (Body is null || (Has("Transfer-Encoding") && !Names("Transfer-Encoding", "chunked"))))
        {
            throw FaultFactory.InvalidRequest("Trailers go behind a body in chunks (RFC 9112, 7.1.2): give a body. Nothing was sent.");
        }

        if (Has("Transfer-Encoding") || Has("Content-Length") || _leftOut.Contains("Content-Length"))
        {
            return;
        }

        if (Body is null)
        {
            // RFC 9110, 8.6: a method that gives a body a meaning says so where it has none.
            if (Method is "POST" or "PUT" or "PATCH")
            {
                Put("Content-Length", "0");
            }
        }
        else if (chunked)
        {
            Put("Transfer-Encoding", "chunked");
        }
        else if (Body.Length is long length)
        {
            Put("Content-Length", length.ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            throw FaultFactory.InvalidRequest("The length of the body is not known before its end: send it in chunks. Nothing was sent.");
        }
    }

    /// <summary>Whether the fields say where the body ends. The caller's own may say otherwise; then what is left of the body would begin the next request
    /// on the connection (RFC 9112, 6.3 and 11.2).</summary>
    internal bool SaysItsLength
    {
        get
        {
            int lengths = 0;
            string? length = null;
            bool isCoded = false;
            foreach (HttpField one in _fields)
            {
                if (one.IsNamed("Content-Length"))
                {
                    lengths++;
                    length = one.Value;
                }

                isCoded |= one.IsNamed("Transfer-Encoding");
            }

            return isCoded ? lengths == 0 && Names("Transfer-Encoding", "chunked")
                : lengths == 0 ? Body is null
                : lengths == 1 && length == (Body is null ? 0 : Body.Length)?.ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>The request that a redirect leads to.</summary>
    /// <param name="target">Where it leads.</param>
    /// <param name="method">The method to use there.</param>
    /// <param name="keepBody">Whether the body goes there too.</param>
    internal HttpRequest Redirected(HttpTarget target, string method, bool keepBody)
    {
        var next = new HttpRequest(method, target, Version)
        {
            Body = keepBody ? Body : null,
            IsChunked = keepBody && IsChunked,
            KeepsOwnFields = KeepsOwnFields,
        };
        bool isSameOrigin = target.IsSameOrigin(Target);
        foreach (Setting setting in _settings)
        {
            // Host is the origin's own name, whatever else may go along. That a field is left out gives nobody anything.
            bool goes = IsAny(setting.Name, s_ofTheBody) ? keepBody
                : isSameOrigin || (!IsAny(setting.Name, "Host") && (!setting.IsOwn || KeepsOwnFields || setting.Values.Length == 0));
            if (goes)
            {
                next.Put(setting.Name, setting.Values);
                next._settings.Add(setting);
            }
        }

        if (keepBody && (isSameOrigin || KeepsOwnFields))
        {
            foreach (HttpField trailer in Trailers)
            {
                next.Trailers.Add(trailer.Name, trailer.Value);
            }
        }

        return next;
    }

    private static bool IsAny(string name, params string[] names) => Array.Exists(names, n => string.Equals(n, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether there is a field of that name, ignoring case.</summary>
    public bool Has(string name) => HttpFieldCollection.Contains(_fields, name);

    /// <summary>The encoding of fields: every byte a character of the same number (RFC 9110, 5.5).</summary>
    public static Encoding FieldEncoding => HttpText.Latin1;

    /// <summary>Adds fields behind the body.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>.</exception>
    public void AddTrailers(IEnumerable<KeyValuePair<string, string[]>> fields)
    {
        foreach (KeyValuePair<string, string[]> field in fields)
        {
            foreach (string value in field.Value)
            {
                AddTrailer(field.Key, value);
            }
        }
    }

    /// <summary>Sets the user's own fields, in order.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>.</exception>
    public void SetAll(IEnumerable<KeyValuePair<string, string[]>> fields)
    {
        foreach (KeyValuePair<string, string[]> field in fields)
        {
            SetOwn(field.Key, field.Value);
        }
    }

    /// <summary>Whether a list field of the request names an option, ignoring case (RFC 9110, 5.6.1).</summary>
    public bool Names(string fieldName, string option) => HttpFieldCollection.ListNames(_fields, fieldName, option);

    /// <summary>The request line and fields as they go out (RFC 9112, 3 and 5).</summary>
    public byte[] ToBytes() => ExactBytes ?? Write(redact: false);

    /// <summary>The same with secrets as stars, for people to look at.</summary>
    public byte[] ToRedactedBytes() => ExactBytes is null ? Write(redact: true) : SecretFields.Redact(ExactBytes);

    private byte[] Write(bool redact)
    {
        var text = new StringBuilder(256);
        string asked = RequestTarget ?? Target.RequestTarget;
        text.Append(Method).Append(' ').Append(redact ? SecretFields.WithoutUserInfo(asked) : asked).Append(" HTTP/").Append(Version.ToString(2)).Append("\r\n");
        foreach (HttpField field in _fields)
        {
            text.Append(field.Name).Append(": ").Append(redact ? SecretFields.ShownInRequest(field.Name, field.Value) : field.Value).Append("\r\n");
        }

        text.Append("\r\n");
        return HttpText.GetBytes(text.ToString());
    }

    /// <summary>What was asked of the fields, in order: where a redirect leads, it is asked again.</summary>
    private sealed record Setting(string Name, string[] Values, bool IsOwn);
}
