namespace SocketTools.Shell.StandIns;

/// <summary>What <c>Measure-Object</c> writes; what was not asked for is null.</summary>
internal sealed record MeasureInfo(
    int Count, double? Average, double? Sum, object? Maximum, object? Minimum, double? StandardDeviation, string? Property);
