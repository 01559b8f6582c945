using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;
using SocketTools.Connections;
using SocketTools.Url;

namespace SocketTools.Binding;

/// <summary>Makes no URI of a connection. Takes a Uri object as the text it was made of, as text of its own it would be re-encoded; and a listing's entry as its URI.</summary>
public sealed class UriTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            Uri uri => uri.OriginalString,
            UriItem { Uri: Uri target } => target.OriginalString,
            SocketConnection or SocketListener => new NoText(value),
            IList list => list.Cast<object>().Select(item => Transform(engineIntrinsics, item)).ToArray(),
            _ => inputData,
        };
    }
}
