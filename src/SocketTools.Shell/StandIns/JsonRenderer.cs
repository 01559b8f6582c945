using System;
using System.Collections;
using System.Globalization;
using System.IO;
using System.Management.Automation;
using System.Numerics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SocketTools.Shell.StandIns;

/// <summary>Writes objects as JSON: tables and custom objects by their entries, others by their properties, down to a depth.</summary>
internal sealed class JsonRenderer(int maxDepth, bool enumsAsStrings)
{
    /// <summary>Whether something lay deeper than the depth, and was written as a string.</summary>
    internal bool Truncated { get; private set; }

    internal string Render(object? value, bool compress)
    {
        using MemoryStream text = new();
        JsonWriterOptions options = new() { Indented = !compress, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1000 };
        using (Utf8JsonWriter json = new(text, options))
        {
            Write(json, value, depth: 0);
        }

        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    private void Write(Utf8JsonWriter json, object? given, int depth)
    {
        object? value = given is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : given;
        if (!TryWriteScalar(json, value))
        {
            WriteComposite(json, value!, given!, depth);
        }
    }

    private bool TryWriteScalar(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null or DBNull:
                json.WriteNullValue();
                return true;
            case bool flag:
                json.WriteBooleanValue(flag);
                return true;
            case Enum when enumsAsStrings:
            case string or char or Guid or Uri:
                json.WriteStringValue(value.ToString());
                return true;
            case DateTime date:
                json.WriteStringValue(date);
                return true;
            case DateTimeOffset date:
                json.WriteStringValue(date);
                return true;
            case Enum number:
                json.WriteRawValue(number.ToString("D"));
                return true;
            case double or float:
                WriteFraction(json, (IFormattable)value);
                return true;
            case sbyte or byte or short or ushort or int or uint or long or ulong or decimal or BigInteger:
                json.WriteRawValue(((IFormattable)value).ToString(format: null, CultureInfo.InvariantCulture));
                return true;
            default:
                return false;
        }
    }

    private static void WriteFraction(Utf8JsonWriter json, IFormattable value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        if (double.IsFinite(Convert.ToDouble(value, CultureInfo.InvariantCulture)))
        {
            // A whole number keeps its ".0", so that reading it back gives a fraction again.
            json.WriteRawValue(text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0");
        }
        else
        {
            json.WriteStringValue(text);
        }
    }

    private void WriteComposite(Utf8JsonWriter json, object value, object given, int depth)
    {
        if (depth > maxDepth)
        {
            Truncated = true;
            json.WriteStringValue(LanguagePrimitives.ConvertTo<string>(given));
        }
        else if (value is IDictionary table)
        {
            json.WriteStartObject();
            foreach (DictionaryEntry entry in table)
            {
                json.WritePropertyName(entry.Key.ToString()!);
                Write(json, entry.Value, depth + 1);
            }

            json.WriteEndObject();
        }
        else if (value is IEnumerable items)
        {
            json.WriteStartArray();
            foreach (object? item in items)
            {
                Write(json, item, depth + 1);
            }

            json.WriteEndArray();
        }
        else
        {
            WriteProperties(json, PSObject.AsPSObject(given), depth);
        }
    }

    private void WriteProperties(Utf8JsonWriter json, PSObject value, int depth)
    {
        json.WriteStartObject();
        foreach (PSPropertyInfo property in value.Properties)
        {
            json.WritePropertyName(property.Name);
            Write(json, ReadProperty(property), depth + 1);
        }

        json.WriteEndObject();
    }

    private static object? ReadProperty(PSPropertyInfo property)
    {
        try
        {
            return property.IsGettable ? property.Value : null;
        }
        catch (GetValueException)
        {
            // A property that throws says nothing; the rest of the object still does.
            return null;
        }
    }
}
