using System.Management.Automation;
using System.Net;

namespace SocketTools.Binding;

/// <summary>Lets the local addresses that everybody has be named: any and loopback, as IPAddress calls them, and localhost.</summary>
public sealed class AddressTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return (value as string)?.ToLowerInvariant() switch
        {
            "any" => IPAddress.Any,
            "loopback" or "localhost" => IPAddress.Loopback,
            "ipv6any" => IPAddress.IPv6Any,
            "ipv6loopback" => IPAddress.IPv6Loopback,
            _ => inputData,
        };
    }
}
