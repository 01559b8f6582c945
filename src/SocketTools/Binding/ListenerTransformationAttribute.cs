using System.Collections;
using System.Linq;
using System.Management.Automation;
using SocketTools.Connections;

namespace SocketTools.Binding;

/// <summary>Lets a listener be named by its id.</summary>
public sealed class ListenerTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            int id => ConnectionTable.FindListener(id) ?? throw new ArgumentTransformationMetadataException($"There is no listener with id {id} that still listens."),
            IList list => list.Cast<object>().Select(item => Transform(engineIntrinsics, item)).ToArray(),
            _ => inputData,
        };
    }
}
