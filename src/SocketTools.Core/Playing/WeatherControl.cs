using System;

namespace SocketTools.Playing;

/// <summary>The weather of a listener, in both directions; may be changed while connections are under way.</summary>
public sealed class WeatherControl
{
    private volatile Weather _towardsClient = Weather.Clear;
    private volatile Weather _towardsServer = Weather.Clear;

    /// <summary>What clients get meets this.</summary>
    public Weather TowardsClient => _towardsClient;

    /// <summary>What clients send meets this.</summary>
    public Weather TowardsServer => _towardsServer;

    /// <summary>The weather is another one, in a direction or both.</summary>
    internal event Action? Changed;

    /// <summary>Changes the weather, for connections that are open too.</summary>
    /// <param name="towards">In which direction.</param>
    /// <param name="weather">The new weather.</param>
    public void Set(WeatherTowards towards, Weather weather)
    {
        if (towards != WeatherTowards.Server)
        {
            _towardsClient = weather;
        }

        if (towards != WeatherTowards.Client)
        {
            _towardsServer = weather;
        }

        Changed?.Invoke();
    }

    /// <summary>The weather in one direction.</summary>
    internal Weather Towards(WeatherTowards towards) => towards == WeatherTowards.Client ? _towardsClient : _towardsServer;

    /// <inheritdoc/>
    public override string ToString() => TowardsClient == TowardsServer ? TowardsClient.ToString() : $"towards clients: {TowardsClient}; towards the server: {TowardsServer}";
}
