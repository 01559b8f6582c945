using System;
using System.Management.Automation;
using SocketTools.Playing;

namespace SocketTools.Binding;

/// <summary>The parameters of everything that has weather; a cmdlet gives them out as its dynamic ones, so that they stand once.</summary>
public sealed class WeatherParameters
{
    private const double MostSeconds = 24 * 3600;

    /// <summary>Which way the bytes go that the weather meets.</summary>
    [Parameter]
    public WeatherTowards Towards { get; set; }

    /// <summary>How much later everything arrives, in seconds.</summary>
    [Parameter]
    [ValidateRange(0.0, MostSeconds)]
    public double? Latency { get; set; }

    /// <summary>How far the latency varies, up and down, in seconds.</summary>
    [Parameter]
    [ValidateRange(0.0, MostSeconds)]
    public double? Jitter { get; set; }

    /// <summary>How many bytes arrive in a second; 0: no limit.</summary>
    [Parameter]
    [ValidateRange(0L, long.MaxValue)]
    public long? BytesPerSec { get; set; }

    /// <summary>How many bytes arrive at a time; 0: as they come.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? SliceBytes { get; set; }

    /// <summary>How long after one slice the next arrives, in seconds.</summary>
    [Parameter]
    [ValidateRange(0.0, MostSeconds)]
    public double? SliceDelay { get; set; }

    /// <summary>Behind how many bytes each connection is cut.</summary>
    [Parameter]
    [ValidateRange(0L, long.MaxValue)]
    public long? CutAfterBytes { get; set; }

    /// <summary>How it is cut: in order, by a reset, or by silence.</summary>
    [Parameter]
    public WeatherCut? CutBy { get; set; }

    /// <summary>How much later the end of the stream arrives, in seconds.</summary>
    [Parameter]
    [ValidateRange(0.0, MostSeconds)]
    public double? CloseSlowly { get; set; }

    /// <summary>The share of connections that meet this weather, 0 to 1.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double? Chance { get; set; }

    /// <summary>Makes what is left to chance the same in each run.</summary>
    [Parameter]
    public int? Seed { get; set; }

    /// <summary>Changes the weather where a parameter says so; the rest of it stays.</summary>
    internal void Change(WeatherControl control)
    {
        if (Towards != WeatherTowards.Server)
        {
            control.Set(WeatherTowards.Client, Changed(control.TowardsClient));
        }

        if (Towards != WeatherTowards.Client)
        {
            control.Set(WeatherTowards.Server, Changed(control.TowardsServer));
        }
    }

    /// <summary>New weather, as the parameters say.</summary>
    internal WeatherControl NewControl()
    {
        var control = new WeatherControl();
        Change(control);
        return control;
    }

    private Weather Changed(Weather before) => before with
    {
        Latency = Span(Latency) ?? before.Latency,
        Jitter = Span(Jitter) ?? before.Jitter,
        BytesPerSec = BytesPerSec ?? before.BytesPerSec,
        SliceBytes = SliceBytes ?? before.SliceBytes,
        SliceDelay = Span(SliceDelay) ?? before.SliceDelay,
        CutAfterBytes = CutAfterBytes ?? (CutBy is not null && before.CutAfterBytes is null ? 0 : before.CutAfterBytes),
        CutBy = CutBy ?? before.CutBy,
        CloseSlowly = Span(CloseSlowly) ?? before.CloseSlowly,
        Chance = Chance ?? before.Chance,
        Seed = Seed ?? before.Seed,
    };

    private static TimeSpan? Span(double? seconds) => seconds is double value ? TimeSpan.FromSeconds(value) : null;
}
