using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace SocketTools.Shell.StandIns;

/// <summary>Random numbers, or objects picked at random.</summary>
[Cmdlet(VerbsCommon.Get, "Random", DefaultParameterSetName = "Number")]
internal sealed class GetRandomCommand : PSCmdlet
{
    private readonly List<object?> _input = [];

    [Parameter(Position = 0, ParameterSetName = "Number")]
    public object? Maximum { get; set; }

    [Parameter(ParameterSetName = "Number")]
    public object? Minimum { get; set; }

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "List", ValueFromPipeline = true)]
    [AllowNull]
    public object?[]? InputObject { get; set; }

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = 1;

    [Parameter]
    public int? SetSeed { get; set; }

    protected override void ProcessRecord() => _input.AddRange(InputObject ?? []);

    protected override void EndProcessing()
    {
        Random random = SetSeed is { } seed ? new Random(seed) : Random.Shared;
        if (ParameterSetName == "List")
        {
            object?[] items = [.. _input];
            random.Shuffle(items);
            WriteObject(items.Take(Count), enumerateCollection: true);
            return;
        }

        object low = Unwrap(Minimum) ?? 0;
        object high = Unwrap(Maximum) ?? int.MaxValue;
        bool fractions = low is double or float or decimal || high is double or float or decimal;
        for (int i = 0; i < Count; i++)
        {
            object number = fractions ? NextDouble(random, low, high) : (object)NextInteger(random, low, high);
            WriteObject(number is long small && low is not long && high is not long ? (int)small : number);
        }
    }

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private double NextDouble(Random random, object low, object high)
    {
        (double min, double max) = (LanguagePrimitives.ConvertTo<double>(low), LanguagePrimitives.ConvertTo<double>(high));
        RequireOrder(min < max, low, high);
        return min + (random.NextDouble() * (max - min));
    }

    private long NextInteger(Random random, object low, object high)
    {
        (long min, long max) = (LanguagePrimitives.ConvertTo<long>(low), LanguagePrimitives.ConvertTo<long>(high));
        RequireOrder(min < max, low, high);
        return random.NextInt64(min, max);
    }

    private void RequireOrder(bool ordered, object low, object high)
    {
        if (!ordered)
        {
            PSArgumentException wrong = new($"The Minimum value ({low}) cannot be greater than or equal to the Maximum value ({high}).");
            ThrowTerminatingError(new ErrorRecord(wrong, "MinGreaterThanOrEqualMax", ErrorCategory.InvalidArgument, targetObject: null));
        }
    }
}
