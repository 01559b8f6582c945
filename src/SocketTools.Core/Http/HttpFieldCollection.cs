using System;
using System.Collections;
using System.Collections.Generic;

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
            List<string>? values = null;
            foreach (HttpField field in _fields)
            {
                if (field.IsNamed(name))
                {
                    (values ??= new List<string>(1)).Add(field.Value);
                }
            }

            return values?.ToArray();
        }
    }

    /// <summary>Whether there is a field of that name, ignoring case.</summary>
    public bool Contains(string name) => Contains(_fields, name);

    /// <inheritdoc/>
    public IEnumerator<HttpField> GetEnumerator() => _fields.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The fields, a line each.</summary>
    public override string ToString() => string.Join("\n", _fields);

    /// <summary>Whether a list field names an option, ignoring case, over all fields of that name (RFC 9110, 5.6.1).</summary>
    public bool ListNames(string name, string option) => ListNames(_fields, name, option);

    /// <summary>What <see cref="Contains(string)"/> does.</summary>
    internal static bool Contains(List<HttpField> fields, string name)
    {
        foreach (HttpField field in fields)
        {
            if (field.IsNamed(name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What <see cref="ListNames(string, string)"/> does.</summary>
    internal static bool ListNames(List<HttpField> fields, string name, string option)
    {
        foreach (HttpField field in fields)
        {
            if (field.IsNamed(name) && Array.Exists(field.Value.Split(','), member => string.Equals(member.Trim(' ', '\t'), option, StringComparison.OrdinalIgnoreCase)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Adds a field at the end.</summary>
    internal void Add(string name, string value) => _fields.Add(new HttpField(name, value));

    /// <summary>Puts another value in the place of the first field of that name.</summary>
    internal void Replace(string name, string value)
    {
        int at = _fields.FindIndex(f => f.IsNamed(name));
        _fields[at] = new HttpField(_fields[at].Name, value);
    }
}
