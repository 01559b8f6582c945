using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;
using SocketTools.Connections;
using SocketTools.Transport;

namespace SocketTools.Binding;

/// <summary>Makes a socket option of its name, so that a name that is none is told with the names there are; digits may be the id of a connection.</summary>
public sealed class OptionNameTransformationAttribute : ArgumentTransformationAttribute
{
    private static readonly string[] s_names = typeof(SocketOptionId).GetEnumNames();

    /// <summary>Whether the parameter takes several.</summary>
    public bool Several { get; set; }

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            int or long => MaybeId(value.ToString()!, inputData),
            string digits when digits.All(char.IsDigit) => MaybeId(digits, inputData),
            string name when Several => new[] { Named(name) },
            string name => Named(name),
            IList { Count: > 0 } names when Several && names.Cast<object>().All(static n => n is string or SocketOptionId or PSObject { BaseObject: string }) =>
                names.Cast<object>().Select(static n => n is SocketOptionId id ? id : Named(n.ToString()!)).ToArray(),
            _ => inputData,
        };
    }

    private static object MaybeId(string digits, object inputData) =>
        int.TryParse(digits, out int id) && (ConnectionTable.Find(id) is not null || ConnectionTable.FindListener(id) is not null) ? inputData : Named(digits);

    private static SocketOptionId Named(string name) => s_names.Contains(name, StringComparer.OrdinalIgnoreCase) && Enum.TryParse(name, ignoreCase: true, out SocketOptionId id)
        ? id
        : throw new ArgumentTransformationMetadataException($"'{name}' is no socket option. There are {string.Join(", ", s_names)}.");
}
