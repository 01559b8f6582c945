using System;
using System.Globalization;
using SocketTools.Faults;

namespace SocketTools.Url;

/// <summary>What goes wrong with URIs, and with the schemes that only they lead to.</summary>
internal static class UrlFaults
{
    /// <summary>A redirect where content was asked for.</summary>
    internal static SocketToolsException RedirectNotFollowed(string uri, string statusLine, string location, object response) =>
        new(Fault.ReplyRejected, $"{uri} was answered with '{FaultFactory.Visible(statusLine)}', which leads to '{FaultFactory.Visible(location)}'.") { Partial = response, Advice = Advice.FollowRedirects };

    /// <summary>A listing of very many lines.</summary>
    internal static SocketToolsException TooManyEntries(long limit) =>
        new(Fault.LimitExceeded, $"The listing has more than {limit.ToString("N0", CultureInfo.InvariantCulture)} entries: one for each 32 bytes that it may have.") { Limit = Limit.BodyBytes };

    /// <summary>A reply that goes on and on.</summary>
    internal static SocketToolsException ReplyTooLong(string peer, long limit, SocketToolsException cause) =>
        new(Fault.LimitExceeded, $"A reply of {peer} is longer than any that FTP has: over {limit.ToString("N0", CultureInfo.InvariantCulture)} bytes, or a line of it is over 64 KiB.", cause) { Partial = cause.Partial };

    /// <summary>A data connection whose TLS session the server does not know for its control connection's.</summary>
    internal static SocketToolsException TlsSessionLost(string peer, string words, object reply) =>
        new(Fault.TlsFailed, $"{peer} refused the data connection: '{FaultFactory.Visible(words)}'. It wants the TLS session of the control connection resumed there, and the platform keeps the newest session of each name alone, and none of an address.") { Partial = reply, Advice = Advice.ReachByName };

    /// <summary>A file that was continued, and became another one meanwhile.</summary>
    internal static SocketToolsException ChangedMeanwhile(string peer) =>
        new(Fault.Truncated, $"The file changed at {peer} while it was continued: what is here is of two versions.") { Advice = Advice.FetchAnew };

    /// <summary>A local file that the system does not let us read.</summary>
    internal static SocketToolsException FileForbidden(string path, Exception cause) =>
        new(Fault.AccessDenied, $"The system does not allow reading '{FaultFactory.Visible(path)}'. Check its permissions, and those of the folders above it.", cause);

    /// <summary>A local file that is not there, or cannot be read.</summary>
    internal static SocketToolsException FileNotThere(string path, Exception cause) =>
        new(Fault.ReplyRejected, cause is System.IO.FileNotFoundException or System.IO.DirectoryNotFoundException
            ? $"There is no '{FaultFactory.Visible(path)}'."
            : $"'{FaultFactory.Visible(path)}' cannot be read: {cause.Message}", cause) { Advice = Advice.CheckFile };
}
