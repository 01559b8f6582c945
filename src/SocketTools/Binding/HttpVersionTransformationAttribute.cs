using System;
using System.Globalization;
using System.Management.Automation;

namespace SocketTools.Binding;

/// <summary>Makes a version of 1.0 and 1.1, which PowerShell takes for numbers.</summary>
public sealed class HttpVersionTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        string? text = value switch
        {
            double number => number.ToString("0.0", CultureInfo.InvariantCulture),
            decimal number => number.ToString("0.0", CultureInfo.InvariantCulture),
            int number => number.ToString(CultureInfo.InvariantCulture) + ".0",
            string given => given,
            _ => null,
        };
        return text is not null && Version.TryParse(text, out Version? version) ? version : inputData;
    }
}
