using System;
using System.Linq;
using System.Management.Automation;

namespace SocketTools.Binding;

/// <summary>Refuses the names of line ends where the characters belong: they would be sent behind each line.</summary>
public sealed class NewLineTransformationAttribute : ArgumentTransformationAttribute
{
    private static readonly string[] s_names = { "cr", "lf", "crlf", "\\r", "\\n", "\\r\\n", "\\0" };

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        Bare.Of(inputData) is string text && s_names.Contains(text, StringComparer.OrdinalIgnoreCase)
            ? throw new ArgumentTransformationMetadataException($"'{text}' names a line end and is none: write \"`r`n\", \"`n\" or \"`0\", in double quotes.")
            : inputData;
}
