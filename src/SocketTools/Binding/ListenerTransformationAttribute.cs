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
        if (value is not int id)
        {
            return inputData;
        }

        return ConnectionTable.FindListener(id)
            ?? throw new ArgumentTransformationMetadataException($"There is no listener with id {id} that still listens.");
    }
}
