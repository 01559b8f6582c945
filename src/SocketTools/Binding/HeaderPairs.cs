using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;

namespace SocketTools.Binding;

/// <summary>Makes field names and values of a dictionary; an ordered one keeps its order.</summary>
internal static class HeaderPairs
{
    /// <summary>The pairs; an array value gives several values, null none.</summary>
    internal static IEnumerable<KeyValuePair<string, string[]>> Of(IDictionary? headers)
    {
        foreach (DictionaryEntry entry in headers ?? new Hashtable())
        {
            yield return new(Text(entry.Key), Values(entry.Value));
        }
    }

    private static string[] Values(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        null => Array.Empty<string>(),
        string text => new[] { text },
        IEnumerable list => list.Cast<object>().Select(Text).ToArray(),
        object single => new[] { Text(single) },
    };

    /// <summary>A name or a value as text, the same in every culture.</summary>
    internal static string Text(object value) => (string)LanguagePrimitives.ConvertTo(value, typeof(string), CultureInfo.InvariantCulture);
}
