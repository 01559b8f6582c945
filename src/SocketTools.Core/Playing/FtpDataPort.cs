using System.Globalization;
using System.Net;
using System.Net.Sockets;
using SocketTools.Tracing;
using SocketTools.Url;

namespace SocketTools.Playing;

/// <summary>The reply in which a server of FTP names the port of a data connection: 227 (RFC 959, 5.4) or 229 (RFC 2428, 3). Pure.</summary>
/// <remarks>What <see cref="FtpText.FindPort"/> takes for a port is one here too.</remarks>
internal static class FtpDataPort
{
    /// <summary>The port that a reply names; null: it names none.</summary>
    internal static int? Find(byte[] said) => In(SocketTranscriptEntry.Latin1.GetString(said))?.Port;

    /// <summary>The same reply, naming another end point; where that is of a family that the reply cannot name, as it is.</summary>
    internal static byte[] Replace(byte[] said, IPEndPoint with)
    {
        string text = SocketTranscriptEntry.Latin1.GetString(said);
        if (In(text) is not FtpNamedPort named || (named.Address is not null && with.AddressFamily != AddressFamily.InterNetwork))
        {
            return said;
        }

        string words = named.Address is null
            ? with.Port.ToString(CultureInfo.InvariantCulture)
            : string.Join(",", with.Address.GetAddressBytes()) + $",{with.Port >> 8},{with.Port & 0xFF}";
        return SocketTranscriptEntry.Latin1.GetBytes(text.Substring(0, named.At) + words + text.Substring(named.At + named.Length));
    }

    private static FtpNamedPort? In(string text)
    {
        for (int start = 0; start < text.Length;)
        {
            int feed = text.IndexOf('\n', start);
            int end = feed < 0 ? text.Length : feed + 1;
            bool names = string.CompareOrdinal(text, start, "227 ", 0, 4) == 0 || string.CompareOrdinal(text, start, "229 ", 0, 4) == 0;
            if (names && FtpText.FindPort(text.Substring(start + 4, end - start - 4)) is FtpNamedPort named)
            {
                return named with { At = start + 4 + named.At };
            }

            start = end;
        }

        return null;
    }
}
