namespace SocketTools.Tests;

/// <summary>Waits for what other threads do.</summary>
internal static class Eventually
{
    // Beyond what a machine with thirty times too much to do takes: only a hang comes there.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    /// <summary>Waits until something is true.</summary>
    internal static void True(Func<bool> condition, string what) =>
        Assert.True(SpinWait.SpinUntil(condition, s_patience), "Never came: " + what);
}
