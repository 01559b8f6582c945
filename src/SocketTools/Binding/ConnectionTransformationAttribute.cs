using System.Collections;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using SocketTools.Connections;

namespace SocketTools.Binding;

/// <summary>Lets a connection be named by its id, a number or its digits.</summary>
public sealed class ConnectionTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether the parameter takes several.</summary>
    public bool Several { get; set; }

    /// <summary>Whether an id counts only where no other parameter takes the argument: where a line or a pattern may stand in the same place.</summary>
    public bool Yields { get; set; }

    /// <summary>Whether a listener may stand in the same place: its id is the listener.</summary>
    public bool OrListener { get; set; }

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            int id => Named(id),
            string text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int id) => Named(id),
            IList { Count: 1 } one when !Several => Transform(engineIntrinsics, one[0]!),
            IList list when Yields && !list.Cast<object?>().All(static item => (item is PSObject w ? w.BaseObject : item) is SocketConnection) => inputData,
            IList list when !Several => throw new ArgumentTransformationMetadataException($"-Connection takes one connection, not an array of {list.Count}: pipe them, or call once for each."),
            IList list => list.Cast<object>().Select(item => Transform(engineIntrinsics, item)).ToArray(),
            _ => inputData,
        };
    }

    private object Named(int id) => OrListener && ConnectionTable.FindListener(id) is SocketListener listener ? listener : Yields ? (object)new ConnectionId(id) : Find(id);

    /// <summary>The open connection with an id.</summary>
    internal static SocketConnection Find(int id) => ConnectionTable.Find(id)
        ?? throw new ArgumentTransformationMetadataException($"There is no open connection with id {id}. Get-SocketConnection lists them.");
}
