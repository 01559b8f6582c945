using System;
using System.Globalization;
using SocketTools.Faults;

namespace SocketTools.Reporting;

/// <summary>What goes wrong in a cmdlet: with the files it reads and writes, and with what was still to come down the pipeline.</summary>
internal static class CommandFaults
{
    /// <summary>A file that cannot be read, from its beginning or any more.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="sent">How much of it was sent, in bytes.</param>
    /// <param name="cause">The system's reason.</param>
    internal static SocketToolsException CannotRead(string path, long sent, Exception cause) =>
        FaultFactory.InvalidRequest($"'{path}' cannot be read: {cause.Message} {(sent == 0 ? "Nothing was sent." : $"{sent.ToString("N0", CultureInfo.InvariantCulture)} bytes were sent.")}", cause);

    /// <summary>The same fault, of a line that was piped in by itself.</summary>
    internal static SocketToolsException OneOfSeveralLines(SocketToolsException fault) =>
        new(fault.Fault, fault.Message + " Each text that is piped in is read by itself: join the lines of one (Get-Content -Raw), or name its file with -InFile.", fault) { Partial = fault.Partial, Limit = fault.Limit };

    /// <summary>The same fault, from a command that wrote what came to a file.</summary>
    internal static SocketToolsException LeftInPart(SocketToolsException fault, long count, string path) =>
        new(fault.Fault, fault.Message + $" The {count.ToString("N0", CultureInfo.InvariantCulture)} bytes that came are in '{path}'; what comes later can still be received.", fault) { Limit = fault.Limit };

    /// <summary>The same fault, where more input may come that is not sent any more.</summary>
    internal static SocketToolsException RestNotSent(SocketToolsException cause) =>
        new(cause.Fault, cause.Message + " Nothing behind it in the pipeline is sent.", cause) { BytesSent = cause.BytesSent, Limit = cause.Limit, Advice = cause.Advice };

    /// <summary>A dot block of which nothing has gone out: the peer still waits for it.</summary>
    internal static SocketToolsException BlockNotBegun(SocketToolsException fault) =>
        new(fault.Fault, fault.Message + " Of the block nothing was sent, and its dot is not sent either: send it anew.", fault) { BytesSent = fault.BytesSent, Limit = fault.Limit, Advice = fault.Advice };

    /// <summary>A dot block that was begun and is not ended, so that the peer does not take it for whole.</summary>
    internal static SocketToolsException BlockNotEnded(SocketToolsException fault) =>
        new(fault.Fault, fault.Message + " The dot that would end the block is not sent either: close the connection to take it back.", fault) { BytesSent = fault.BytesSent, Limit = fault.Limit };
}
