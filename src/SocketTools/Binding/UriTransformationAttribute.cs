using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;
using SocketTools.Url;

namespace SocketTools.Binding;

/// <summary>Takes a Uri object as the text it was made of, as text of its own it would be re-encoded; and a listing's entry as its URI.</summary>
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
            IList list => list.Cast<object>().Select(item => Transform(engineIntrinsics, item)).ToArray(),
            _ => inputData,
        };
    }
}
