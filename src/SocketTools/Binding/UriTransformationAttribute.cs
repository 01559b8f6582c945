using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;

namespace SocketTools.Binding;

/// <summary>Takes a Uri object as the text it was made of: as text of its own it would be re-encoded.</summary>
public sealed class UriTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            Uri uri => uri.OriginalString,
            IList list => list.Cast<object>().Select(item => Transform(engineIntrinsics, item)).ToArray(),
            _ => inputData,
        };
    }
}
