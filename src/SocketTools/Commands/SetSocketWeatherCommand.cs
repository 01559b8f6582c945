using System.Management.Automation;
using SocketTools.Binding;
using SocketTools.CommandBases;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Playing;

namespace SocketTools.Commands;

/// <summary>Changes the weather of a listener that answers by itself, a replay or a relay, while it runs.</summary>
[Cmdlet(VerbsCommon.Set, "SocketWeather", SupportsShouldProcess = true, HelpUri = HelpPage.At + "Set-SocketWeather.md")]
[OutputType(typeof(SocketListener))]
public sealed class SetSocketWeatherCommand : SocketCmdlet, IDynamicParameters
{
    private readonly WeatherParameters _weather = new();

    /// <summary>The listener, or its id.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ListenerTransformation(Several = true)]
    [ArgumentCompleter(typeof(ListenerCompleter))]
    public SocketListener[] Listener { get; set; } = null!;

    /// <summary>Begins with clear weather; without it, what no parameter names stays as it is.</summary>
    [Parameter]
    public SwitchParameter Clear { get; set; }

    /// <summary>Emits the listener.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    public object GetDynamicParameters() => _weather;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (SocketListener listener in Listener)
        {
            Attempt(listener, () =>
            {
                WeatherControl control = (listener.Responder as Player)?.Weather
                    ?? throw FaultFactory.InvalidRequest($"The listener on {listener} leaves its clients to Wait-SocketConnection and has no weather: one that answers by itself has, and a replay and a relay.");
                if (!ShouldProcess(listener.ToString(), "Change the weather"))
                {
                    return;
                }

                if (Clear)
                {
                    control.Set(_weather.Towards, Weather.Clear);
                }

                _weather.Change(control);
                if (PassThru)
                {
                    WriteObject(listener);
                }
            });
        }
    }
}
