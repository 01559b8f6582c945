using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;

namespace SocketTools.Binding;

/// <summary>Takes of an object the property that a parameter means. An object without it is told with the properties it has: as text it would be <c>@{…}</c>.</summary>
internal sealed class NearFit
{
    private readonly string _what;
    private readonly string[] _names;

    /// <summary>Makes it for a parameter.</summary>
    /// <param name="what">What the property holds, such as "the host".</param>
    /// <param name="names">The names that it may have: the parameter's, and its aliases.</param>
    internal NearFit(string what, params string[] names)
    {
        _what = what;
        _names = names;
    }

    /// <summary>The property's text, or texts.</summary>
    /// <exception cref="ArgumentTransformationMetadataException">The object has no such property, or nothing in it.</exception>
    internal object Of(object item)
    {
        object value = item is PSObject { BaseObject: IDictionary } wrapped ? wrapped.BaseObject : item;
        if (value is IDictionary hash)
        {
            return Of(hash.Keys.Cast<object>().Select(static k => k.ToString()!).ToArray(), name => hash[name]);
        }

        PSMemberInfoCollection<PSPropertyInfo> properties = PSObject.AsPSObject(item).Properties;
        return Of(properties.Select(static p => p.Name).ToArray(), name => properties[name]?.Value);
    }

    private object Of(string[] there, Func<string, object?> value)
    {
        string name = _names.FirstOrDefault(n => there.Contains(n, StringComparer.OrdinalIgnoreCase))
            ?? throw new ArgumentTransformationMetadataException(
                $"The object has no {_names[0]}, nor {string.Join(", ", _names.Skip(1))}; it has {(there.Length == 0 ? "no properties" : string.Join(", ", there))}. "
                + $"Name the one that is {_what}: … | Select-Object @{{ Name = '{_names[0]}'; Expression = 'ThatProperty' }}");
        object? found = value(there.First(n => string.Equals(n, name, StringComparison.OrdinalIgnoreCase)));
        return found is IList list ? list.Cast<object>().Select(static h => (object)h.ToString()!).ToArray() : found?.ToString()
            ?? throw new ArgumentTransformationMetadataException($"The object's {name} is $null.");
    }
}
