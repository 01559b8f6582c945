using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace SocketTools.Shell.StandIns;

/// <summary>Picks objects by place, and properties of objects. <c>-First</c> ends everything upstream once it has its fill.</summary>
[Cmdlet(VerbsCommon.Select, "Object")]
internal sealed class SelectObjectCommand : PSCmdlet
{
    private readonly Queue<PSObject> _last = new();
    private readonly List<PSObject> _seen = [];
    private PropertyColumn[] _columns = [];
    private PropertyColumn? _expanded;
    private int _skipped;
    private int _written;

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public object[] Property { get; set; } = [];

    [Parameter]
    public string? ExpandProperty { get; set; }

    [Parameter]
    public SwitchParameter Unique { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? First { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? Last { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int Skip { get; set; }

    /// <summary>With -Last alone, -Skip counts from the end.</summary>
    private bool SkipsFromEnd => Last is not null && First is null;

    protected override void BeginProcessing()
    {
        _columns = [.. Property.Select(PropertyColumn.Parse)];
        _expanded = ExpandProperty is null ? null : PropertyColumn.Parse(ExpandProperty);
    }

    protected override void ProcessRecord()
    {
        if (InputObject is null || (!SkipsFromEnd && _skipped++ < Skip))
        {
            return;
        }

        if (Last is not null && (First is null || _written >= First))
        {
            _last.Enqueue(InputObject);
            if (_last.Count > Last + (SkipsFromEnd ? Skip : 0))
            {
                _last.Dequeue();
            }

            return;
        }

        if (First is null || _written < First)
        {
            _written++;
            Emit(InputObject);
        }

        if (_written >= First && Last is null)
        {
            throw EngineInternals.StopUpstream(this);
        }
    }

    protected override void EndProcessing()
    {
        foreach (PSObject input in SkipsFromEnd ? _last.Take(_last.Count - Skip) : _last)
        {
            Emit(input);
        }
    }

    private void Emit(PSObject input)
    {
        if (_expanded is not null)
        {
            Expand(input, _expanded);
            return;
        }

        if (_columns.Length == 0)
        {
            Write(input);
            return;
        }

        PSObject selected = new();
        selected.TypeNames.Insert(0, "Selected." + input.BaseObject.GetType());
        AddColumns(selected, input);
        Write(selected);
    }

    private void Expand(PSObject input, PropertyColumn column)
    {
        (string name, object? value) = column.Read(input).FirstOrDefault();
        if (value is null && (name is null || input.Properties[name] is null))
        {
            PSArgumentException missing = new($"Property \"{ExpandProperty}\" cannot be found.");
            WriteError(new ErrorRecord(missing, "ExpandPropertyNotFound", ErrorCategory.InvalidArgument, input));
            return;
        }

        System.Collections.IEnumerable items = LanguagePrimitives.GetEnumerable(value) ?? new[] { value };
        foreach (object? item in items)
        {
            PSObject? expanded = item is null ? null : PSObject.AsPSObject(item);
            if (expanded is not null && _columns.Length > 0)
            {
                AddColumns(expanded, input);
            }

            Write(expanded);
        }
    }

    private void AddColumns(PSObject target, PSObject source)
    {
        foreach ((string name, object? value) in _columns.SelectMany(column => column.Read(source)))
        {
            if (target.Properties[name] is null)
            {
                target.Properties.Add(new PSNoteProperty(name, value));
            }
        }
    }

    private void Write(PSObject? value)
    {
        if (!Unique)
        {
            WriteObject(value);
        }
        else if (value is not null && !_seen.Any(other => AreSame(other, value)))
        {
            _seen.Add(value);
            WriteObject(value);
        }
    }

    private static bool AreSame(PSObject a, PSObject b) => a.BaseObject is PSCustomObject && b.BaseObject is PSCustomObject
        ? a.Properties.All(p => LanguagePrimitives.Equals(p.Value, b.Properties[p.Name]?.Value))
        : LanguagePrimitives.Equals(a, b);
}
