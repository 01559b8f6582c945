using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Numerics;
using System.Text.Json;

namespace SocketTools.Shell.StandIns;

/// <summary>Objects from JSON.</summary>
[Cmdlet(VerbsData.ConvertFrom, "Json")]
internal sealed class ConvertFromJsonCommand : PSCmdlet
{
    private readonly List<string> _input = [];

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowEmptyString]
    public string InputObject { get; set; } = string.Empty;

    [Parameter]
    public SwitchParameter AsHashtable { get; set; }

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Depth { get; set; } = 1024;

    [Parameter]
    public SwitchParameter NoEnumerate { get; set; }

    protected override void ProcessRecord() => _input.Add(InputObject);

    protected override void EndProcessing()
    {
        // Several strings are either a document each, or the lines of one: the first tells.
        if (_input.Count > 1 && TryConvert(_input[0], out _) is null)
        {
            _input.ForEach(Write);
        }
        else if (_input.Any(text => !string.IsNullOrWhiteSpace(text)))
        {
            Write(string.Join('\n', _input));
        }
    }

    private void Write(string text)
    {
        if (TryConvert(text, out object? value) is { } fault)
        {
            ArgumentException wrong = new("Conversion from JSON failed with error: " + fault.Message, fault);
            ThrowTerminatingError(new ErrorRecord(wrong, nameof(ArgumentException), ErrorCategory.NotSpecified, targetObject: null));
        }

        WriteObject(value, !NoEnumerate);
    }

    private JsonException? TryConvert(string text, out object? value)
    {
        value = null;
        try
        {
            JsonDocumentOptions options = new()
            {
                AllowTrailingCommas = true,
                CommentHandling = JsonCommentHandling.Skip,
                MaxDepth = Depth,
            };
            using JsonDocument document = JsonDocument.Parse(text, options);
            value = Convert(document.RootElement);
            return null;
        }
        catch (JsonException e)
        {
            return e;
        }
    }

    private object? Convert(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => AsHashtable ? ToTable(element) : ToObject(element),
        JsonValueKind.Array => element.EnumerateArray().Select(Convert).ToArray(),
        JsonValueKind.Number => ToNumber(element),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => ToStringOrDate(element),
        _ => null,
    };

    private OrderedHashtable ToTable(JsonElement element)
    {
        OrderedHashtable table = [];
        foreach (JsonProperty property in element.EnumerateObject())
        {
            table[property.Name] = Convert(property.Value);
        }

        return table;
    }

    private PSObject ToObject(JsonElement element)
    {
        PSObject result = new();
        foreach (JsonProperty property in element.EnumerateObject())
        {
            result.Properties.Remove(property.Name);
            result.Properties.Add(new PSNoteProperty(property.Name, Convert(property.Value)));
        }

        return result;
    }

    private static object ToNumber(JsonElement element)
    {
        string text = element.GetRawText();
        if (text.AsSpan().ContainsAny('.', 'e', 'E'))
        {
            return element.GetDouble();
        }

        return element.TryGetInt64(out long number) ? number : BigInteger.Parse(text, CultureInfo.InvariantCulture);
    }

    /// <summary>A date and time in the form of ISO 8601 becomes one, as <c>pwsh</c> has it.</summary>
    private static object? ToStringOrDate(JsonElement element)
    {
        string? text = element.GetString();
        return text is { Length: >= 19 } && text[10] == 'T' && element.TryGetDateTime(out DateTime date) ? date : text;
    }
}
