using System.Management.Automation;
using SocketTools.CommandBases;
using SocketTools.Transport;

namespace SocketTools.Commands;

/// <summary>Sets an option of a socket.</summary>
[Cmdlet(VerbsCommon.Set, "SocketOption", DefaultParameterSetName = ConnectionSet)]
[OutputType(typeof(void))]
public sealed class SetSocketOptionCommand : ConnectionOrListenerCmdlet
{
    /// <summary>Which option.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public SocketOptionId Name { get; set; }

    /// <summary>Its value: $true or $false, a number in the option's unit, or an address.</summary>
    [Parameter(Mandatory = true, Position = 2)]
    [ValidateNotNull]
    public object Value { get; set; } = null!;

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Target, () =>
    {
        object value = Value is PSObject wrapped ? wrapped.BaseObject : Value;
        if (ParameterSetName == ListenerSet)
        {
            Listener.SetOption(Name, value);
        }
        else
        {
            Connection.SetOption(Name, value);
        }
    });
}
