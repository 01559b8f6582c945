using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Microsoft.PowerShell.Commands;

namespace SocketTools.Shell.StandIns;

/// <summary>One entry of a <c>-Property</c> list: a name (wildcards allowed), a script block, or a table of Name and Expression.</summary>
internal sealed class PropertyColumn
{
    private string? _name;
    private PSPropertyExpression _expression = new("*");

    /// <summary>The table's own sort direction, if it has one.</summary>
    internal bool? Descending { get; private set; }

    /// <exception cref="PSArgumentException">A key of the table is not known, or the value is of the wrong kind.</exception>
    internal static PropertyColumn Parse(object given)
    {
        PropertyColumn column = new();
        object value = given is PSObject wrapped ? wrapped.BaseObject : given;
        if (value is not IDictionary table)
        {
            column._expression = ParseExpression(value);
            return column;
        }

        foreach (DictionaryEntry entry in table)
        {
            column.Read(entry.Key.ToString()!, entry.Value is PSObject item ? item.BaseObject : entry.Value);
        }

        return column;
    }

    /// <summary>The values for one object, with their names; a name that is not there gives null.</summary>
    internal IEnumerable<(string Name, object? Value)> Read(PSObject input)
    {
        List<(string, object?)> values = [];
        foreach (PSPropertyExpression resolved in _expression.ResolveNames(input))
        {
            values.AddRange(resolved.GetValues(input).Select(v => (_name ?? v.ResolvedExpression.ToString(), (object?)v.Result)));
        }

        if (values.Count == 0 && !_expression.HasWildCardCharacters)
        {
            values.Add((_name ?? _expression.ToString(), null));
        }

        return values;
    }

    /// <summary>The first of the values for one object.</summary>
    internal object? ReadOne(PSObject input) => Read(input).FirstOrDefault().Value;

    private void Read(string key, object? value)
    {
        bool Means(string name) => name.StartsWith(key, StringComparison.OrdinalIgnoreCase);
        if (Means("name") || Means("label"))
        {
            _name = value?.ToString();
        }
        else if (Means("expression"))
        {
            _expression = ParseExpression(value);
        }
        else if (Means("descending") || Means("ascending"))
        {
            Descending = LanguagePrimitives.IsTrue(value) == Means("descending");
        }
        else
        {
            throw new PSArgumentException($"The {key} key is not valid.");
        }
    }

    private static PSPropertyExpression ParseExpression(object? value) => value switch
    {
        ScriptBlock script => new PSPropertyExpression(script),
        null or "" => throw new PSArgumentException("A property needs a name or a script block."),
        _ => new PSPropertyExpression(value.ToString()),
    };
}
