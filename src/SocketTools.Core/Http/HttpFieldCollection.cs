using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;

namespace SocketTools.Http;

/// <summary>Header or trailer fields, in order, duplicates kept.</summary>
public sealed class HttpFieldCollection : IReadOnlyList<HttpField>
{
    private readonly List<HttpField> _fields = new();

    /// <summary>How many fields there are.</summary>
    public int Count => _fields.Count;

    /// <summary>The field at a place, from 0.</summary>
    public HttpField this[int index] => _fields[index];

    /// <summary>All values of the fields of that name, ignoring case; null where there is none.</summary>
    public string[]? this[string name]
    {
        get
        {
            string[] values = _fields.Where(f => string.Equals(f.Name, name, StringComparison.OrdinalIgnoreCase)).Select(static f => f.Value).ToArray();
            return values.Length > 0 ? values : null;
        }
    }

    /// <summary>Whether there is a field of that name, ignoring case.</summary>
    public bool Contains(string name) => _fields.Exists(f => string.Equals(f.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc/>
    public IEnumerator<HttpField> GetEnumerator() => _fields.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The fields, a line each.</summary>
    public override string ToString() => string.Join("\n", _fields);

    /// <summary>Whether a list field names an option, ignoring case, over all fields of that name (RFC 9110, 5.6.1).</summary>
    public bool ListNames(string name, string option) => (this[name] ?? Array.Empty<string>())
        .SelectMany(static value => value.Split(','))
        .Any(member => string.Equals(member.Trim(' ', '\t'), option, StringComparison.OrdinalIgnoreCase));

    /// <summary>Adds a field at the end.</summary>
    internal void Add(string name, string value) => _fields.Add(new HttpField(name, value));

    /// <summary>Puts another value in the place of the first field of that name.</summary>
    internal void Replace(string name, string value)
    {
        int at = _fields.FindIndex(f => string.Equals(f.Name, name, StringComparison.OrdinalIgnoreCase));
        _fields[at] = new HttpField(_fields[at].Name, value);
    }
}
