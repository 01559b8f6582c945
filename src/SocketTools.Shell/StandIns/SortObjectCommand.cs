using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace SocketTools.Shell.StandIns;

/// <summary>Sorts its input by properties, or as it is. Equal objects keep their order.</summary>
[Cmdlet("Sort", "Object")]
internal sealed class SortObjectCommand : PSCmdlet
{
    private readonly List<PSObject> _input = [];

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public object[] Property { get; set; } = [];

    [Parameter]
    public SwitchParameter Descending { get; set; }

    [Parameter]
    public SwitchParameter Unique { get; set; }

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
        Comparer<object?[]> order = Comparer<object?[]>.Create((x, y) => Compare(x, y, columns));
        object?[]? previous = null;
        var sorted = _input
            .Select(input => (Input: input, Keys: columns.Length == 0 ? [input] : columns.Select(c => c.ReadOne(input)).ToArray()))
            .OrderBy(entry => entry.Keys, order);
        foreach ((PSObject input, object?[] keys) in sorted)
        {
            if (!Unique || previous is null || order.Compare(previous, keys) != 0)
            {
                WriteObject(input);
            }

            previous = keys;
        }
    }

    private int Compare(object?[] x, object?[] y, PropertyColumn[] columns)
    {
        ValueComparer values = new(CaseSensitive);
        for (int i = 0; i < x.Length; i++)
        {
            int result = values.Compare(x[i], y[i]);
            if (result != 0)
            {
                bool descending = (i < columns.Length ? columns[i].Descending : null) ?? Descending;
                return descending ? -result : result;
            }
        }

        return 0;
    }
}
