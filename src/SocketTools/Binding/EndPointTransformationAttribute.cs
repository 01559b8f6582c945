using System.Management.Automation;
using System.Net;
using SocketTools.Faults;
using SocketTools.Transport;

namespace SocketTools.Binding;

/// <summary>Makes an end point of <c>address:port</c> or <c>[v6]:port</c>.</summary>
public sealed class EndPointTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (value is not string text)
        {
            return inputData;
        }

        try
        {
            HostEndPoint parsed = HostEndPoint.ParseWhole(text);
            return IPAddress.TryParse(parsed.HostName, out IPAddress? address)
                ? new IPEndPoint(address, parsed.Port)
                : throw new ArgumentTransformationMetadataException($"'{text}' is not address:port: give an IP address, not a name.");
        }
        catch (SocketToolsException invalid)
        {
            throw new ArgumentTransformationMetadataException(invalid.Message, invalid);
        }
    }
}
