using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;
using SocketTools.Connections;

namespace SocketTools.Binding;

/// <summary>Makes no command of a connection: as text it would be sent to the peer. The engine offers what is piped in to every parameter
/// that takes it, to one that is not mandatory too.</summary>
public sealed class CommandTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    /// <returns>No commands at all where the input is a connection.</returns>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        NoBytes.Demand(inputData, "Bytes are no command: -Argument takes those that belong to one, and Send-SocketData sends them as they are.");
        return Bare.Of(inputData) switch
        {
            SocketConnection or SocketListener => Array.Empty<string>(),
            string or ValueType => new[] { LanguagePrimitives.ConvertTo<string>(inputData) },
            IList list when list.Cast<object?>().Any(static item => Bare.Of(item) is null or SocketConnection or SocketListener) =>
                throw new ArgumentTransformationMetadataException("Neither a connection nor $null is a command. The connection comes first, alone, or from the pipeline."),
            _ => inputData,
        };
    }
}
