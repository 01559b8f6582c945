using System;
using System.Globalization;
using System.Management.Automation;
using SocketTools.Probing;

namespace SocketTools.Binding;

/// <summary>Takes a service's name for its port; text that is neither is told so, in place of a number that could not be read.</summary>
public sealed class PortTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = Bare.Of(inputData)!;
        if (value is double or float or decimal && Convert.ToDouble(value, CultureInfo.InvariantCulture) % 1 != 0)
        {
            throw new ArgumentTransformationMetadataException($"{Convert.ToString(value, CultureInfo.InvariantCulture)} is not a port: a port is a whole number from 1 to 65535.");
        }

        return value is not string text || LanguagePrimitives.TryConvertTo(text, out int _)
            ? inputData
            : ServicePorts.PortOf(text)
            ?? throw new ArgumentTransformationMetadataException($"'{text}' is not a port: give a number from 1 to 65535, or the name of a service.");
    }
}
