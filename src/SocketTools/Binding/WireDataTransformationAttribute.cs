using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using SocketTools.Connections;

namespace SocketTools.Binding;

/// <summary>Takes text, bytes, lists of numbers from 0 to 255, and files; a connection is left to the parameter that takes connections.</summary>
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
            FileInfo file => new WireData(file),
            SocketDatagram datagram => new WireData(datagram.Data),
            byte or sbyte or short or ushort or int or uint or long or ulong => new WireData(new[] { Byte(value) }) { IsSingleByte = true },
            IList list => new WireData(Bytes(list)),
            double or float or decimal or bool => throw NotAByte(value),
            SocketConnection or WireData or null => inputData,
            PSCustomObject or IDictionary => throw new ArgumentTransformationMetadataException("An object is neither text nor bytes: ConvertTo-Json makes text of it."),
            _ => throw new ArgumentTransformationMetadataException($"A {value.GetType().Name} is neither text nor bytes: give \"$_\" to send its text."),
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
            else
            {
                bytes.Add(Byte(value));
            }
        }

        return bytes.ToArray();
    }

    private static byte Byte(object? value) => value is not (string or bool or null) && LanguagePrimitives.TryConvertTo(value, out byte single)
        ? single
        : value is string text
        ? throw new ArgumentTransformationMetadataException($"'{text}' is one of several texts: join them, or pipe them in one after another.")
        : throw NotAByte(value);

    private static ArgumentTransformationMetadataException NotAByte(object? value) =>
        new($"'{value}' is not a byte: give text, bytes, or numbers from 0 to 255.");
}
