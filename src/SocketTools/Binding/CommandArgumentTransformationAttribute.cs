using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;

namespace SocketTools.Binding;

/// <summary>Takes texts and byte arrays, one or several; a lone byte array is one argument, not many.</summary>
public sealed class CommandArgumentTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = Bare.Of(inputData);
        if (value is byte[] or string or not IList)
        {
            return new[] { One(value) };
        }

        var all = new List<object>();
        foreach (object? item in (IList)value)
        {
            all.Add(One(Bare.Of(item)));
        }

        return all.ToArray();
    }

    private static object One(object? value) => value switch
    {
        byte[] or string => value,
        null => throw new ArgumentTransformationMetadataException("$null is no argument: an empty one is ''."),
        IEnumerable => throw new ArgumentTransformationMetadataException("An argument is a text or a byte array: cast a list of numbers with [byte[]]."),
        _ => LanguagePrimitives.ConvertTo<string>(value),
    };
}
