using System.Collections;
using System.Linq;
using System.Management.Automation;
using SocketTools.Connections;

namespace SocketTools.Binding;

/// <summary>Makes no line of a connection: as text it would be sent to the peer. One alone is left to the parameter that takes connections.</summary>
public sealed class LineTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        NoBytes.Demand(inputData, "Bytes are no lines: Send-SocketData sends them as they are.");
        return Bare.Of(inputData) switch
        {
            SocketConnection or SocketListener => new NoText(Bare.Of(inputData)!),
            string line => new[] { line },
            IList list when list.Cast<object?>().Any(static item => Bare.Of(item) is null or SocketConnection or SocketListener) =>
                throw new ArgumentTransformationMetadataException("Neither a connection nor $null is a line: an empty line is ''. The connection comes first, alone, or from the pipeline."),
            _ => inputData,
        };
    }
}
