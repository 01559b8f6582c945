using System;
using System.Collections;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Net;

namespace SocketTools.Binding;

/// <summary>Takes texts, addresses and URIs for hosts; of any other object its property that names one. An object without such a property is
/// told with the properties it has: as text it would be <c>@{…}</c>, and no host.</summary>
public sealed class HostNameTransformationAttribute : ArgumentTransformationAttribute
{
    private static readonly NearFit s_host = new("the host", "HostName", "ComputerName", "Cn", "DnsHostName", "TargetName", "Server", "Host", "IPAddress", "RemoteAddress");

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        NoBytes.Demand(inputData, "Bytes are no host: of an address, [ipaddress]::new($bytes) is.");
        object value = Unwrap(inputData);
        return value switch
        {
            null or string or char or IPAddress or EndPoint or ValueType => inputData,
            Uri uri => Host(uri),
            IList list => list.Cast<object>().Select(item => Transform(engineIntrinsics, item)).SelectMany(static t => t as object[] ?? new[] { t }).ToArray(),
            _ => s_host.Of(inputData),
        };
    }

    private static string Host(Uri uri) => uri is { IsAbsoluteUri: true, Host.Length: > 0 }
        ? uri.Host + (uri.Port > 0 ? ":" + uri.Port.ToString(CultureInfo.InvariantCulture) : "")
        : uri.OriginalString;

    private static object Unwrap(object item) => item is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : item;
}
