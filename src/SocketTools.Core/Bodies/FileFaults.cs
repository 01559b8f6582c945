using System;
using System.IO;
using SocketTools.Faults;

namespace SocketTools.Bodies;

/// <summary>What goes wrong with files that are read and received into.</summary>
internal static class FileFaults
{
    /// <summary>Refuses a folder where a file belongs: the system's own words are mostly that access is denied.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: it is one.</exception>
    internal static void RefuseFolder(string path, string unsent = "")
    {
        if (Directory.Exists(path))
        {
            throw FaultFactory.InvalidRequest($"'{path}' is a folder: name a file.{unsent}");
        }
    }

    /// <summary>A file that is there and read-only, where another is to take its place.</summary>
    internal static SocketToolsException ReadOnlyFile(string path) =>
        new(Fault.AccessDenied, $"'{path}' is there and read-only: give another path, or make it writable. Nothing was written.");

    /// <summary>A file that has come whole, and cannot take the place of the one that is there.</summary>
    internal static SocketToolsException WholeInPart(string path, string part, Exception cause) => new(
        cause is UnauthorizedAccessException ? Fault.AccessDenied : Fault.InvalidRequest,
        $"'{path}' cannot be written: {cause.Message.TrimEnd('.')}. Everything has come, and is in '{part}'.",
        cause);

    /// <summary>What may keep one waiting for ever, where nothing would end the wait.</summary>
    internal static SocketToolsException NoRegularFile(string path) =>
        FaultFactory.InvalidRequest($"'{path}' is a pipe or the like, which may keep one waiting for ever: a file is needed here.");

    /// <summary>A pipe that waited for its other end until a clock ran out.</summary>
    internal static SocketToolsException NoOtherEnd(SocketToolsException late, string path, string does) =>
        new(late.Fault, $"'{path}' is a pipe, and nobody {does} at its other end: {late.Message}", late) { Limit = late.Limit };
}
