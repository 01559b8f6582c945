namespace SocketTools.Shell;

/// <summary>What the process returns when the script did not choose a code itself.</summary>
internal static class ExitCode
{
    internal const int Success = 0;

    internal const int Failure = 1;

    /// <summary>The arguments made no sense (EX_USAGE).</summary>
    internal const int Usage = 64;

    /// <summary>The session could not be opened (EX_SOFTWARE).</summary>
    internal const int CannotStart = 70;

    /// <summary>Stopped by Ctrl+C: 128 + SIGINT.</summary>
    internal const int Interrupted = 130;

    /// <summary>The reader of standard output went away: 128 + SIGPIPE, as for any other program.</summary>
    internal const int OutputClosed = 141;
}
