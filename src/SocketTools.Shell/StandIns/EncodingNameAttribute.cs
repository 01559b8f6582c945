using System;
using System.Globalization;
using System.Management.Automation;
using System.Text;

namespace SocketTools.Shell.StandIns;

/// <summary>Turns what <c>-Encoding</c> accepts, a name or a code page, into an encoding.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class EncodingNameAttribute : ArgumentTransformationAttribute
{
    /// <summary>UTF-8 without a byte order mark, as everywhere in PowerShell 7.</summary>
    internal static readonly Encoding Default = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object given = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (given is Encoding)
        {
            return given;
        }

        string name = Convert.ToString(given, CultureInfo.InvariantCulture) ?? string.Empty;
        try
        {
            return name.ToUpperInvariant() switch
            {
                "UTF8" or "UTF8NOBOM" => Default,
                "UTF8BOM" => new UTF8Encoding(encoderShouldEmitUTF8Identifier: true),
                "UNICODE" => Encoding.Unicode,
                "BIGENDIANUNICODE" => Encoding.BigEndianUnicode,
                "ANSI" or "OEM" => Encoding.GetEncoding(0),
                _ => int.TryParse(name, out int codePage) ? Encoding.GetEncoding(codePage) : Encoding.GetEncoding(name),
            };
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new ArgumentTransformationMetadataException(e.Message, e);
        }
    }
}
