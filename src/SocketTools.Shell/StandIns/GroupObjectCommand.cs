using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;
using System.Management.Automation;

namespace SocketTools.Shell.StandIns;

/// <summary>Groups objects that have the same values, in the order of those values.</summary>
[Cmdlet("Group", "Object")]
internal sealed class GroupObjectCommand : PSCmdlet
{
    private readonly List<PSObject> _input = [];

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public object[] Property { get; set; } = [];

    [Parameter]
    public SwitchParameter NoElement { get; set; }

    [Parameter]
    [Alias("AHT")]
    public SwitchParameter AsHashTable { get; set; }

    [Parameter]
    public SwitchParameter AsString { get; set; }

    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    protected override void ProcessRecord()
    {
        if (InputObject is not null)
        {
            _input.Add(InputObject);
        }
    }

    protected override void EndProcessing()
    {
        PropertyColumn[] columns = [.. Property.Select(PropertyColumn.Parse)];
        ValueComparer values = new(CaseSensitive);
        IComparer<object?[]> order = Comparer<object?[]>.Create((x, y) => x.Zip(y, values.Compare).FirstOrDefault(result => result != 0));
        SortedDictionary<object?[], Collection<PSObject>> groups = new(order);
        foreach (PSObject input in _input)
        {
            object?[] key = columns.Length == 0 ? [input] : [.. columns.Select(column => column.ReadOne(input))];
            if (!groups.TryGetValue(key, out Collection<PSObject>? group))
            {
                groups.Add(key, group = []);
            }

            group.Add(input);
        }

        if (AsHashTable)
        {
            WriteObject(ToTable(groups));
            return;
        }

        WriteObject(groups.Select(group => ToResult(group.Key, group.Value)), enumerateCollection: true);
    }

    private Hashtable ToTable(SortedDictionary<object?[], Collection<PSObject>> groups)
    {
        Hashtable table = new(CaseSensitive ? StringComparer.CurrentCulture : StringComparer.CurrentCultureIgnoreCase);
        foreach ((object?[] key, Collection<PSObject> group) in groups)
        {
            object name = AsString || key.Length > 1 ? NameOf(key) : key[0] is PSObject value ? value.BaseObject : key[0] ?? string.Empty;
            table[name] = group;
        }

        return table;
    }

    private PSObject ToResult(object?[] key, Collection<PSObject> group)
    {
        GroupInfo result = new(new ArrayList(key), group.Count, NoElement ? [] : group, NameOf(key));
        return StandInCommands.As(NoElement ? "GroupInfoNoElement" : "GroupInfo", result);
    }

    private static string NameOf(object?[] key) => string.Join(", ", key.Select(value => value?.ToString()));
}
