using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;

namespace SocketTools.Binding;

/// <summary>Takes text, bytes, and lists of numbers from 0 to 255.</summary>
public sealed class WireDataTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            string text => new WireData(text),
            char character => new WireData(character.ToString()),
            byte[] bytes => new WireData(bytes),
            byte single => new WireData(new[] { single }) { IsSingleByte = true },
            IList list => new WireData(Bytes(list)),
            _ => inputData,
        };
    }

    private static byte[] Bytes(IList list)
    {
        var bytes = new List<byte>(list.Count);
        foreach (object? item in list)
        {
            object? value = item is PSObject wrapped ? wrapped.BaseObject : item;
            if (value is byte[] inner)
            {
                bytes.AddRange(inner);
            }
            else if (LanguagePrimitives.TryConvertTo(value, out byte single) && value is not string)
            {
                bytes.Add(single);
            }
            else
            {
                throw new ArgumentTransformationMetadataException($"'{value}' is not a byte: give text, bytes, or numbers from 0 to 255.");
            }
        }

        return bytes.ToArray();
    }
}
