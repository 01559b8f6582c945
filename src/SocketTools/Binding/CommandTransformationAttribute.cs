using System;
using System.Management.Automation;
using SocketTools.Connections;

namespace SocketTools.Binding;

/// <summary>Makes no command of a connection: as text it would be sent to the peer. The engine offers what is piped in to every parameter
/// that takes it, to one that is not mandatory too.</summary>
public sealed class CommandTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    /// <returns>No commands at all where the input is a connection.</returns>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is SocketConnection or SocketListener ? Array.Empty<string>() : inputData;
}
