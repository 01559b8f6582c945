using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;
using SocketTools.Connections;
using SocketTools.Url;

namespace SocketTools.Binding;

/// <summary>Makes no URI of a connection, nor of bytes. Takes a Uri object as the text it was made of, as text of its own it would be re-encoded; a listing's entry as its URI, and of an
/// object without a type of its own the property that names one.</summary>
public sealed class UriTransformationAttribute : ArgumentTransformationAttribute
{
    private static readonly NearFit s_uri = new("the URI", "Uri", "Url", "RequestUri");

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        NoBytes.Demand(inputData, "Bytes are no URI. A request that was made already is sent as it is by Send-SocketData.");
        object value = Bare.Of(inputData)!;
        return value switch
        {
            Uri uri => uri.OriginalString,
            UriItem { Uri: Uri target } => target.OriginalString,
            SocketConnection or SocketListener => new NoText(value),
            IDictionary or PSCustomObject => s_uri.Of(inputData),
            IList list => list.Cast<object>().Select(item => Transform(engineIntrinsics, item)).ToArray(),
            _ => inputData,
        };
    }
}
