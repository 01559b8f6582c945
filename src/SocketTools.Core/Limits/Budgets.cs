namespace SocketTools.Limits;

/// <summary>The default of every budget. Each is a parameter of the cmdlets that use it.</summary>
public static class Budgets
{
    /// <summary>The longest line, in bytes, its delimiter not counted: 1 MiB.</summary>
    public const int MaxLineLength = 1024 * 1024;

    /// <summary>The largest header block, in bytes, status line included; trailers and chunk lines are counted alike: 64 KiB.</summary>
    public const int MaxHeaderBytes = 64 * 1024;

    /// <summary>The largest body held in memory, in bytes: 1 GiB.</summary>
    public const long MaxBodyBytes = 1024L * 1024 * 1024;

    /// <summary>The largest menu or listing of a directory, in bytes: 16 MiB; and an entry for each 32 of them.</summary>
    public const long MaxListingBytes = 16L * 1024 * 1024;

    /// <summary>How many redirects are followed: none.</summary>
    public const int MaximumRedirection = 0;

    /// <summary>The largest reply to a command, in bytes, and 64 more for each line of it: 128 MiB.</summary>
    public const long MaxReplyBytes = 128L * 1024 * 1024;
}
