using System.Management.Automation;
using SocketTools.Binding;
using SocketTools.CommandBases;
using SocketTools.Connections;
using SocketTools.Transport;

namespace SocketTools.Commands;

/// <summary>Gets the options of a socket.</summary>
[Cmdlet(VerbsCommon.Get, "SocketOption", DefaultParameterSetName = ConnectionSet, HelpUri = HelpPage.At + "Get-SocketOption.md")]
[OutputType(typeof(SocketOption))]
public sealed class GetSocketOptionCommand : SocketOptionCmdlet
{
    private static readonly SocketOptionId[] s_all = (SocketOptionId[])typeof(SocketOptionId).GetEnumValues();

    private readonly OnePosition<SocketOptionId[]> _name = new();

    /// <summary>Which options; where not given, all that this socket has.</summary>
    [Parameter(Position = 1, ParameterSetName = ConnectionSet)]
    [Parameter(Position = 1, ParameterSetName = ListenerSet)]
    [Parameter(Position = 0, ParameterSetName = PipedSet)]
    [OptionNameTransformation(Several = true)]
    public SocketOptionId[]? Name
    {
        get => _name.Value;
        set => _name.Value = value;
    }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _name.Begin();
        Demand(!_name.IsGivenTwice, "Two options stand there, and the engine keeps the last alone: give several as one list (NoDelay, KeepAlive).");
    }

    /// <inheritdoc/>
    protected override void Process(SocketConnection? connection, SocketListener? listener)
    {
        foreach (SocketOptionId id in Name ?? s_all)
        {
            object? value = connection is null ? listener!.GetOption(id) : connection.GetOption(id);
            if (value is not null || Name is not null)
            {
                WriteObject(new SocketOption(id, value));
            }
        }
    }
}
