using System.Management.Automation;
using SocketTools.Connections;

namespace SocketTools.Binding;

/// <summary>Refuses a connection where a line is wanted: as text it would be sent to the peer.</summary>
public sealed class LineTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value is SocketConnection or SocketListener
            ? throw new ArgumentTransformationMetadataException("A connection is no line: pipe either the connection or the lines, and name the other.")
            : inputData;
    }
}
