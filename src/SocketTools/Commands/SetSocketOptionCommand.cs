using System.Management.Automation;
using SocketTools.Binding;
using SocketTools.CommandBases;
using SocketTools.Connections;
using SocketTools.Transport;

namespace SocketTools.Commands;

/// <summary>Sets an option of a socket.</summary>
[Cmdlet(VerbsCommon.Set, "SocketOption", DefaultParameterSetName = ConnectionSet, SupportsShouldProcess = true, HelpUri = HelpPage.At + "Set-SocketOption.md")]
[OutputType(typeof(void))]
public sealed class SetSocketOptionCommand : SocketOptionCmdlet
{
    /// <summary>Which option.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ConnectionSet)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ListenerSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PipedSet)]
    [OptionNameTransformation]
    public SocketOptionId Name { get; set; }

    /// <summary>Its value: $true or $false, a number in the option's unit, or an address.</summary>
    [Parameter(Mandatory = true, Position = 2, ParameterSetName = ConnectionSet)]
    [Parameter(Mandatory = true, Position = 2, ParameterSetName = ListenerSet)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = PipedSet)]
    [ValidateNotNull]
    public object Value { get; set; } = null!;

    /// <inheritdoc/>
    protected override void Process(SocketConnection? connection, SocketListener? listener)
    {
        if (!ShouldProcess(connection?.ToString() ?? listener!.ToString(), $"Set {Name} to {Value}"))
        {
            return;
        }

        object value = Value is PSObject wrapped ? wrapped.BaseObject : Value;
        if (connection is null)
        {
            listener!.SetOption(Name, value);
        }
        else
        {
            connection.SetOption(Name, value);
        }
    }
}
