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
    private readonly OnePosition<SocketOptionId> _name = new();
    private readonly OnePosition<object> _value = new();

    /// <summary>Which option.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ConnectionSet)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ListenerSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PipedSet)]
    [OptionNameTransformation]
    public SocketOptionId Name
    {
        get => _name.Value;
        set => _name.Value = value;
    }

    /// <summary>Its value: $true or $false, a number in the option's unit, or an address.</summary>
    [Parameter(Mandatory = true, Position = 2, ParameterSetName = ConnectionSet)]
    [Parameter(Mandatory = true, Position = 2, ParameterSetName = ListenerSet)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = PipedSet)]
    [ValidateNotNull]
    public object Value
    {
        get => _value.Value!;
        set => _value.Value = value;
    }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _name.Begin();
        _value.Begin();
        Demand(!_name.IsGivenTwice && !_value.IsGivenTwice, "Two options or values stand there, and the engine keeps the last alone: set each option by itself.");
    }

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
