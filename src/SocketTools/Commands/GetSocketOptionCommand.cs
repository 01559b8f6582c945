using System.Management.Automation;
using SocketTools.CommandBases;
using SocketTools.Connections;
using SocketTools.Transport;

namespace SocketTools.Commands;

/// <summary>Gets the options of a socket.</summary>
[Cmdlet(VerbsCommon.Get, "SocketOption", DefaultParameterSetName = ConnectionSet)]
[OutputType(typeof(SocketOption))]
public sealed class GetSocketOptionCommand : ConnectionOrListenerCmdlet
{
    private static readonly SocketOptionId[] s_all = (SocketOptionId[])typeof(SocketOptionId).GetEnumValues();

    /// <summary>Which options; where not given, all that this socket has.</summary>
    [Parameter(Position = 1)]
    public SocketOptionId[]? Name { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Target, () =>
    {
        foreach (SocketOptionId id in Name ?? s_all)
        {
            object? value = ParameterSetName == ListenerSet ? Listener.GetOption(id) : Connection.GetOption(id);
            if (value is not null || Name is not null)
            {
                WriteObject(new SocketOption(id, value));
            }
        }
    });
}
