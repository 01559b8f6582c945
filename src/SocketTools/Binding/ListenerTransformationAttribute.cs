using System.Management.Automation;
using SocketTools.Connections;

namespace SocketTools.Binding;

/// <summary>Lets a listener be named by its id.</summary>
public sealed class ListenerTransformationAttribute : IdTransformationAttribute
{
    /// <summary>Makes it.</summary>
    public ListenerTransformationAttribute()
        : base("listener")
    {
    }

    /// <summary>Whether a connection may stand in the same place: its id is left to the parameter that takes it.</summary>
    public bool OrConnection { get; set; }

    private protected override string? Mistaken(object value) => value is SocketConnection connection && !OrConnection
        ? $"The connection to {connection} is no listener: Get-SocketListener lists those."
        : null;

    private protected override object Named(int id, object written) => ConnectionTable.FindListener(id)
        ?? (OrConnection && ConnectionTable.Find(id) is not null ? written : null)
        ?? throw new ArgumentTransformationMetadataException($"There is no listener with id {id} that still listens.");
}
