using System;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace SocketTools.Compat;

/// <summary>What Linux and macOS know of a file and .NET does not tell: its kind, its owner, how many names it has, and which file it is.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Owner">The owner's number.</param>
/// <param name="Group">The group's number.</param>
/// <param name="Links">How many names it has.</param>
/// <param name="Device">The file system that it is on.</param>
/// <param name="Number">Its number there: with <paramref name="Device"/>, which file it is.</param>
internal readonly record struct FileStatus(FileKind Kind, uint Owner, uint Group, uint Links, ulong Device, ulong Number)
{
    // linux/stat.h, the same on every processor; sys/stat.h of macOS with 64-bit file numbers.
    private const int Size = 256;
    private const int Here = -100;
    private const int NoFollow = 0x100;
    private const int EmptyPath = 0x1000;
    private const uint Basics = 0x7FF;
    private const uint MemoryDevices = 1;

    /// <summary>Asks about a path; null: nothing is there, or this system does not tell.</summary>
    /// <param name="path">The path.</param>
    /// <param name="followLinks">Whether links are followed.</param>
    internal static FileStatus? Of(string path, bool followLinks) => Ask(buffer =>
        RuntimeInformation.IsOSPlatform(OSPlatform.Linux) ? LinuxStatus(Here, Bytes(path), followLinks ? 0 : NoFollow, Basics, buffer)
        : followLinks ? MacStatus(Bytes(path), buffer)
        : MacStatusOfLink(Bytes(path), buffer));

    /// <summary>Asks about a file that is open; null: this system does not tell.</summary>
    internal static FileStatus? Of(SafeFileHandle handle) => !RuntimeInformation.IsOSPlatform(OSPlatform.Linux)
        ? null
        : Ask(buffer => LinuxStatus((int)handle.DangerousGetHandle(), Bytes(""), EmptyPath, Basics, buffer));

    /// <summary>Whether it belongs to the user that we are.</summary>
    internal bool IsOurs
    {
        get
        {
            try
            {
                return Owner == UserNumber();
            }
            catch (EntryPointNotFoundException)
            {
                return false;
            }
        }
    }

    /// <summary>Gives a file the owner and the group of another.</summary>
    /// <returns>Whether it has them now.</returns>
    internal bool TryGiveOwner(string path) => Of(path, followLinks: false) is not FileStatus there || (there.Owner == Owner && there.Group == Group)
        || ChangeOwner(Bytes(path), Owner, Group) == 0;

    private static FileStatus? Ask(Func<byte[], int> ask)
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux) && !RuntimeInformation.IsOSPlatform(OSPlatform.OSX))
        {
            return null;
        }

        var buffer = new byte[Size];
        try
        {
            return ask(buffer) != 0 ? null : RuntimeInformation.IsOSPlatform(OSPlatform.Linux) ? FromLinux(buffer) : FromMac(buffer);
        }
        catch (EntryPointNotFoundException)
        {
            // A C library from before 2018.
            return null;
        }
    }

    private static FileStatus FromLinux(byte[] status) => new(
        KindOf(BitConverter.ToUInt16(status, 28), isMemory: BitConverter.ToUInt32(status, 128) == MemoryDevices),
        BitConverter.ToUInt32(status, 20),
        BitConverter.ToUInt32(status, 24),
        BitConverter.ToUInt32(status, 16),
        ((ulong)BitConverter.ToUInt32(status, 136) << 32) | BitConverter.ToUInt32(status, 140),
        BitConverter.ToUInt64(status, 32));

    private static FileStatus FromMac(byte[] status) => new(
        KindOf(BitConverter.ToUInt16(status, 4), isMemory: true),
        BitConverter.ToUInt32(status, 16),
        BitConverter.ToUInt32(status, 20),
        BitConverter.ToUInt16(status, 6),
        BitConverter.ToUInt32(status, 0),
        BitConverter.ToUInt64(status, 8));

    // S_IFMT, the same everywhere.
    private static FileKind KindOf(int mode, bool isMemory) => (mode & 0xF000) switch
    {
        0x8000 => FileKind.Regular,
        0x4000 => FileKind.Folder,
        0xA000 => FileKind.Link,
        0x6000 => FileKind.Device,
        0x2000 when isMemory => FileKind.Device,
        _ => FileKind.Waiting,
    };

    private static byte[] Bytes(string path) => Encoding.UTF8.GetBytes(path + "\0");

    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int LinuxStatus(int folder, byte[] path, int flags, uint mask, byte[] status);

    [DllImport("libc", EntryPoint = "stat")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MacStatus(byte[] path, byte[] status);

    [DllImport("libc", EntryPoint = "lstat")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MacStatusOfLink(byte[] path, byte[] status);

    [DllImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint UserNumber();

    [DllImport("libc", EntryPoint = "lchown")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ChangeOwner(byte[] path, uint owner, uint group);
}
