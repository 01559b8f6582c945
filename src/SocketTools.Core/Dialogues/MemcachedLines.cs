namespace SocketTools.Dialogues;

/// <summary>What lines of memcached belong together.</summary>
internal enum MemcachedLines
{
    /// <summary>A reply.</summary>
    Reply,

    /// <summary>Keys up to EN (lru_crawler mgdump).</summary>
    Keys,

    /// <summary>Each line stands for itself (watch).</summary>
    Log,
}
