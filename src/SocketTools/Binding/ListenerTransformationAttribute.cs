using System.Collections;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using SocketTools.Connections;

namespace SocketTools.Binding;

/// <summary>Lets a listener be named by its id, a number or its digits.</summary>
public sealed class ListenerTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether the parameter takes several.</summary>
    public bool Several { get; set; }

    /// <summary>Whether a connection may stand in the same place: its id is left to the parameter that takes it.</summary>
    public bool OrConnection { get; set; }

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            int id => Find(id, inputData),
            string text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int id) => Find(id, inputData),
            IList { Count: 1 } one when !Several => Transform(engineIntrinsics, one[0]!),
            IList list when !Several => throw new ArgumentTransformationMetadataException($"-Listener takes one listener, not an array of {list.Count}: pipe them, or call once for each."),
            IList list => list.Cast<object>().Select(item => Transform(engineIntrinsics, item)).ToArray(),
            _ => inputData,
        };
    }

    private object Find(int id, object written) => ConnectionTable.FindListener(id)
        ?? (OrConnection && ConnectionTable.Find(id) is not null ? written : null)
        ?? throw new ArgumentTransformationMetadataException($"There is no listener with id {id} that still listens.");
}
