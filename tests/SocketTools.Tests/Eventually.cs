namespace SocketTools.Tests;

/// <summary>Waits for what other threads do.</summary>
internal static class Eventually
{
    /// <summary>Waits until something is true.</summary>
    internal static void True(Func<bool> condition, string what) =>
        Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(20)), "Never came: " + what);
}
