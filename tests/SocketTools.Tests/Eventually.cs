namespace SocketTools.Tests;

/// <summary>Waits for what other threads and programs do.</summary>
internal static class Eventually
{
    /// <summary>Beyond what a machine with thirty times too much to do takes: only a hang comes there.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>Waits until something is true.</summary>
    internal static void True(Func<bool> condition, string what) =>
        Assert.True(SpinWait.SpinUntil(condition, Patience), "Never came: " + what);

    /// <summary>The end of a task; of one that hangs, a failure.</summary>
    internal static Task InTime(this Task task) => task.WaitAsync(Patience);

    /// <inheritdoc cref="InTime(Task)"/>
    internal static Task<T> InTime<T>(this Task<T> task) => task.WaitAsync(Patience);
}
