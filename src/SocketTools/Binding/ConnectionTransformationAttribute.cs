using System.Collections;
using System.Linq;
using System.Management.Automation;
using SocketTools.Connections;

namespace SocketTools.Binding;

/// <summary>Lets a connection be named by its id.</summary>
public sealed class ConnectionTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            int id => ConnectionTable.Find(id) ?? throw new ArgumentTransformationMetadataException($"There is no open connection with id {id}. Get-SocketConnection lists them."),
            IList list => list.Cast<object>().Select(item => Transform(engineIntrinsics, item)).ToArray(),
            _ => inputData,
        };
    }
}
