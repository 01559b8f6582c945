using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;

namespace SocketTools.Shell.StandIns;

/// <summary>Counts its input, and sums up its numbers or those of its properties.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "Object")]
internal sealed class MeasureObjectCommand : PSCmdlet
{
    private readonly List<PSObject> _input = [];

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public string[] Property { get; set; } = [];

    [Parameter]
    public SwitchParameter Sum { get; set; }

    [Parameter]
    public SwitchParameter Average { get; set; }

    [Parameter]
    public SwitchParameter Maximum { get; set; }

    [Parameter]
    public SwitchParameter Minimum { get; set; }

    protected override void ProcessRecord()
    {
        if (InputObject is not null)
        {
            _input.Add(InputObject);
        }
    }

    protected override void EndProcessing()
    {
        if (Property.Length == 0)
        {
            Measure(_input, property: null);
            return;
        }

        foreach (string property in Property)
        {
            PropertyColumn column = PropertyColumn.Parse(property);
            List<PSObject> values = [.. _input.SelectMany(column.Read).Select(v => v.Value).OfType<object>().Select(PSObject.AsPSObject)];
            if (values.Count > 0)
            {
                Measure(values, property);
            }
            else if (_input.Count > 0)
            {
                PSArgumentException missing = new($"The property \"{property}\" cannot be found in the input for any objects.");
                WriteError(new ErrorRecord(missing, "GenericMeasurePropertyNotFound", ErrorCategory.InvalidArgument, targetObject: null));
            }
        }
    }

    private void Measure(List<PSObject> values, string? property)
    {
        List<double> numbers = Sum || Average ? [.. values.Select(ToNumber).OfType<double>()] : [];
        IEnumerable<object> comparable = values.Select(v => LanguagePrimitives.TryConvertTo(v, out double number) ? number : v.BaseObject);
        ValueComparer order = new(caseSensitive: false);
        MeasureInfo result = new(
            values.Count,
            Average && numbers.Count > 0 ? numbers.Average() : null,
            Sum && values.Count > 0 ? numbers.Sum() : null,
            Maximum ? comparable.Max(order) : null,
            Minimum ? comparable.Min(order) : null,
            StandardDeviation: null,
            property);
        WriteObject(StandInCommands.As("GenericMeasureInfo", result));
    }

    private double? ToNumber(PSObject value)
    {
        if (LanguagePrimitives.TryConvertTo(value, CultureInfo.InvariantCulture, out double number))
        {
            return number;
        }

        PSInvalidCastException wrong = new($"Input object \"{value}\" is not numeric.");
        WriteError(new ErrorRecord(wrong, "NonNumericInputObject", ErrorCategory.InvalidType, value));
        return null;
    }
}
