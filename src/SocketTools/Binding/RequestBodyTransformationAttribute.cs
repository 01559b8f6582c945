using System.Collections;
using System.Management.Automation;
using SocketTools.Http;

namespace SocketTools.Binding;

/// <summary>Takes what <see cref="WireDataTransformationAttribute"/> does, and a dictionary as the fields of a form.</summary>
public sealed class RequestBodyTransformationAttribute : ArgumentTransformationAttribute
{
    private static readonly WireDataTransformationAttribute s_data = new();

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is IDictionary fields
            ? new WireData(FormFields.Encode(HeaderPairs.Of(fields))) { IsForm = true }
            : s_data.Transform(engineIntrinsics, inputData);
}
