using System;

namespace SocketTools.Playing;

/// <summary>The weather that one lane meets. Luck is drawn once for each lane and weather, and in a fixed order: the same seed meets the same
/// fate.</summary>
/// <remarks>One caller at a time: the lane asks under its lock.</remarks>
internal sealed class LaneWeather
{
    private readonly WeatherControl _control;
    private readonly WeatherTowards _towards;
    private readonly int _number;
    private Weather _current = Weather.Clear;
    private Random _random = new(0);
    private bool _isMet;

    /// <summary>Looks at the weather in one direction.</summary>
    /// <param name="control">The weather.</param>
    /// <param name="towards">The direction.</param>
    /// <param name="number">Tells this lane's luck from others' under the same seed.</param>
    internal LaneWeather(WeatherControl control, WeatherTowards towards, int number)
    {
        _control = control;
        _towards = towards;
        _number = number;
    }

    /// <summary>How it is at this moment.</summary>
    internal Weather Now
    {
        get
        {
            Weather weather = _control.Towards(_towards);
            if (!ReferenceEquals(weather, _current))
            {
                _current = weather;
                _random = weather.Seed is int seed ? new Random(Mixed(seed, _number)) : new Random();
                _isMet = _random.NextDouble() < weather.Chance;
            }

            return _isMet ? weather : Weather.Clear;
        }
    }

    /// <summary>Draws where within the jitter the next one is, from -1 to 1.</summary>
    internal double DrawLuck()
    {
        // A new weather draws first.
        _ = Now;
        return (2 * _random.NextDouble()) - 1;
    }

    // Numbers that follow each other would have luck that does, too: a run of connections cut and a run that is not.
    private static int Mixed(int seed, int number)
    {
        uint mixed = unchecked(((uint)seed * 0x9E3779B9) + ((uint)number * 0x85EBCA6B));
        mixed = unchecked((mixed ^ (mixed >> 16)) * 0x7FEB352D);
        mixed = unchecked((mixed ^ (mixed >> 15)) * 0x846CA68B);
        return unchecked((int)(mixed ^ (mixed >> 16)));
    }
}
