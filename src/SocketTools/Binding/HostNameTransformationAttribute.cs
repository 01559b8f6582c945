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
    private static readonly string[] s_names = { "HostName", "ComputerName", "Cn", "DnsHostName", "TargetName", "Server", "Host", "IPAddress", "RemoteAddress" };

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = Unwrap(inputData);
        return value switch
        {
            null or string or char or IPAddress or EndPoint or ValueType => inputData,
            Uri uri => Host(uri),
            IDictionary hash => Property(hash.Keys.Cast<object>().Select(static k => k.ToString()!).ToArray(), name => hash[name]),
            IList list => list.Cast<object>().Select(item => Transform(engineIntrinsics, item)).SelectMany(static t => t as object[] ?? new[] { t }).ToArray(),
            _ => Property(PSObject.AsPSObject(inputData).Properties.Select(static p => p.Name).ToArray(), name => PSObject.AsPSObject(inputData).Properties[name]?.Value),
        };
    }

    private static object Property(string[] names, Func<string, object?> value)
    {
        string name = s_names.FirstOrDefault(n => names.Contains(n, StringComparer.OrdinalIgnoreCase))
            ?? throw new ArgumentTransformationMetadataException(
                $"The object has no HostName, nor {string.Join(", ", s_names.Skip(1))}; it has {(names.Length == 0 ? "no properties" : string.Join(", ", names))}. "
                + "Name the one that is the host: … | Select-Object @{ Name = 'HostName'; Expression = 'ThatProperty' }");
        object? host = value(names.First(n => string.Equals(n, name, StringComparison.OrdinalIgnoreCase)));
        return host is IList list ? list.Cast<object>().Select(static h => (object)h.ToString()!).ToArray() : host?.ToString()
            ?? throw new ArgumentTransformationMetadataException($"The object's {name} is $null.");
    }

    private static string Host(Uri uri) => uri is { IsAbsoluteUri: true, Host.Length: > 0 }
        ? uri.Host + (uri.Port > 0 ? ":" + uri.Port.ToString(CultureInfo.InvariantCulture) : "")
        : uri.OriginalString;

    private static object Unwrap(object item) => item is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : item;
}
