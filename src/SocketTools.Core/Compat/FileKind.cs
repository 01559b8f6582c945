namespace SocketTools.Compat;

/// <summary>What stands behind a path.</summary>
internal enum FileKind
{
    /// <summary>A file with bytes of its own.</summary>
    Regular,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link.</summary>
    Link,

    /// <summary>A device that never keeps one waiting: memory, such as the null device, or a disk.</summary>
    Device,

    /// <summary>A pipe, a socket, a terminal: what may keep one waiting for another end.</summary>
    Waiting,
}
