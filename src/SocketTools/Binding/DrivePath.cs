using System;
using System.Linq;
using System.Management.Automation;
using SocketTools.Faults;
using SocketTools.Url;

namespace SocketTools.Binding;

/// <summary>Tells a path on one of PowerShell's drives (<c>Temp:/x</c>, <c>FileSystem::/x</c>) from a URI.</summary>
internal static class DrivePath
{
    /// <summary>The system's path of a path on a drive; a URI, and what has no drive, as it is.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: a drive that holds no files.</exception>
    internal static string Resolved(PSCmdlet cmdlet, string text)
    {
        int colon = text.IndexOf(':');
        return colon > 0 && IsDrive(cmdlet, text, colon) ? FilePath.Resolve(cmdlet, text) : text;
    }

    // A scheme that is known is that, whatever drives there are; a name before a number is a host before its port.
    private static bool IsDrive(PSCmdlet cmdlet, string text, int colon)
    {
        string name = text.Substring(0, colon);
        if (UriReference.IsKnown(name) || name.IndexOf('/') >= 0)
        {
            return false;
        }

        if (string.CompareOrdinal(text, colon, "::", 0, 2) == 0)
        {
            return true;
        }

        bool isPort = colon + 1 < text.Length && text[colon + 1] is >= '0' and <= '9';
        return !isPort && cmdlet.SessionState.Drive.GetAll().Any(drive => string.Equals(drive.Name, name, StringComparison.OrdinalIgnoreCase));
    }
}
