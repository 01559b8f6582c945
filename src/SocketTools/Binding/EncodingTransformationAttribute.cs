using System;
using System.Globalization;
using System.Management.Automation;
using System.Runtime.InteropServices;
using System.Text;
using SocketTools.Connections;

namespace SocketTools.Binding;

/// <summary>Makes an encoding of its name or code page, as other cmdlets' -Encoding does.</summary>
public sealed class EncodingTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        try
        {
            return value switch
            {
                string name => FromName(name),
                int codePage => Encoding.GetEncoding(codePage),
                _ => inputData,
            };
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            throw new ArgumentTransformationMetadataException(
                $"'{value}' is not an encoding. Use {string.Join(", ", EncodingCompleter.Names)}, or another name or code page that .NET knows.", unknown);
        }
    }

    // No byte order marks: on a wire they would be data.
    private static Encoding FromName(string name) => name.ToLowerInvariant() switch
    {
        "utf8" or "utf-8" or "utf8nobom" or "utf8bom" => ConnectionSettings.DefaultEncoding,
        "latin1" => Encoding.GetEncoding("iso-8859-1"),
        "ascii" => Encoding.ASCII,
        "unicode" => new UnicodeEncoding(bigEndian: false, byteOrderMark: false),
        "bigendianunicode" => new UnicodeEncoding(bigEndian: true, byteOrderMark: false),
        "utf32" => new UTF32Encoding(bigEndian: false, byteOrderMark: false),
        "bigendianutf32" => new UTF32Encoding(bigEndian: true, byteOrderMark: false),
        "ansi" => Encoding.GetEncoding(CultureInfo.CurrentCulture.TextInfo.ANSICodePage),
        "oem" => RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? Encoding.GetEncoding(CultureInfo.CurrentCulture.TextInfo.OEMCodePage) : ConnectionSettings.DefaultEncoding,
        string digits when int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int codePage) => Encoding.GetEncoding(codePage),
        string other => Encoding.GetEncoding(other),
    };
}
