using System;
using System.Management.Automation;
using System.Text.RegularExpressions;
using SocketTools.Reading;

namespace SocketTools.Binding;

/// <summary>Makes a regular expression of text as -match does, ignoring case; a Regex is taken as it is.</summary>
public sealed class PatternTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (value is not string pattern)
        {
            return inputData;
        }

        try
        {
            return new Regex(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, PatientMatcher.FirstAttempt);
        }
        catch (ArgumentException invalid)
        {
            throw new ArgumentTransformationMetadataException($"'{pattern}' is not a regular expression: {invalid.Message}", invalid);
        }
    }
}
