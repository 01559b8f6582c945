using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;
using SocketTools.Faults;
using SocketTools.Http;

namespace SocketTools.Binding;

/// <summary>Makes a request's body, and what names its kind, of the parameters -Body, -InFile, -Form and -ContentType.</summary>
internal sealed class RequestBodies
{
    private readonly PSCmdlet _cmdlet;
    private readonly IDictionary? _headers;
    private readonly string? _contentType;

    /// <summary>Prepares to make one.</summary>
    /// <param name="cmdlet">Whose location paths count from.</param>
    /// <param name="headers">-Headers: a Content-Type in them comes first.</param>
    /// <param name="contentType">-ContentType.</param>
    internal RequestBodies(PSCmdlet cmdlet, IDictionary? headers, string? contentType)
    {
        _cmdlet = cmdlet;
        _headers = headers;
        _contentType = contentType;
    }

    /// <summary>The media type of the body that was made last; null: nobody named one.</summary>
    internal string? ContentType { get; private set; }

    /// <summary>Whether the fields of a form go into the query: where the method gives a body no meaning (RFC 9110, 9.3.1).</summary>
    internal static bool GoesIntoQuery(string method, WireData? body) => body is { IsForm: true } && method is "GET" or "HEAD";

    /// <summary>A URI with the fields of a form as its query, behind the one it has.</summary>
    internal static string WithQuery(string uri, WireData fields)
    {
        int fragment = uri.IndexOf('#');
        string place = fragment < 0 ? uri : uri.Substring(0, fragment);
        return $"{place}{(place.IndexOf('?') < 0 ? "?" : "&")}{fields.Text}";
    }

    /// <summary>The body; null where there is none.</summary>
    internal RequestBody? Of(WireData? body, string? inFile, IDictionary? form)
    {
        ContentType = _contentType;
        if (form is not null)
        {
            var made = RequestBody.OfForm(Parts(form), out string contentType);
            ContentType = contentType;
            return made;
        }

        if (inFile is not null)
        {
            return RequestBody.OfFile(FilePath.Resolve(_cmdlet, inFile));
        }

        ContentType ??= body is { IsForm: true } ? FormFields.ContentType : null;
        return body is null ? null : RequestBody.OfBytes(body.ToArray(Charset()));
    }

    private static List<FormPart> Parts(IDictionary form)
    {
        var parts = new List<FormPart>();
        foreach (DictionaryEntry entry in form)
        {
            string name = HeaderPairs.Text(entry.Key);
            object? value = Bare.Of(entry.Value);
            foreach (object? one in value is IEnumerable list and not (string or byte[] or IDictionary) ? list.Cast<object?>() : new[] { value })
            {
                parts.Add(Bare.Of(one) switch
                {
                    FileInfo file => FormPart.OfFile(name, file.FullName),
                    DirectoryInfo folder => throw FaultFactory.InvalidRequest($"'{folder.FullName}' is a folder: a form carries files. Nothing was sent."),
                    byte[] bytes => FormPart.OfBytes(name, bytes),
                    null => FormPart.OfText(name, ""),
                    object other => FormPart.OfText(name, HeaderPairs.Text(other)),
                });
            }
        }

        return parts;
    }

    // Text goes out in the charset that the request's own Content-Type names; UTF-8 where it names none.
    private Encoding Charset() => HeaderPairs.Of(_headers)
        .Where(static field => string.Equals(field.Key, "Content-Type", StringComparison.OrdinalIgnoreCase))
        .Select(static field => field.Value.LastOrDefault() ?? "")
        .Append(_contentType ?? "")
        .Select(static type => BodyText.Charset(type))
        .FirstOrDefault(static charset => charset is not null) ?? Connections.ConnectionSettings.DefaultEncoding;
}
