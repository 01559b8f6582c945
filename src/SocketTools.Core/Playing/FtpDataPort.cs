using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using SocketTools.Tracing;

namespace SocketTools.Playing;

/// <summary>The reply in which a server of FTP names the port of a data connection: 227 (RFC 959, 5.4) or 229 (RFC 2428, 3). Pure.</summary>
internal static class FtpDataPort
{
    private static readonly Regex s_reply = new(
        @"^(?:227 [^\r\n]*?(?<host>\d{1,3},\d{1,3},\d{1,3},\d{1,3}),(?<high>\d{1,3}),(?<low>\d{1,3})|229 [^\r\n]*?\((?<d>[!-~])\k<d>\k<d>(?<port>\d{1,5})\k<d>\))",
        RegexOptions.CultureInvariant | RegexOptions.Multiline | RegexOptions.ExplicitCapture);

    /// <summary>The port that a reply names; null: it names none.</summary>
    internal static int? Find(byte[] said)
    {
        Match match = s_reply.Match(SocketTranscriptEntry.Latin1.GetString(said));
        int port = !match.Success ? 0
            : match.Groups["port"].Success ? Number(match.Groups["port"])
            : (Number(match.Groups["high"]) << 8) + Number(match.Groups["low"]);
        return port is > 0 and <= 65535 ? port : null;
    }

    /// <summary>The same reply, naming another end point; where that is of a family that the reply cannot name, as it is.</summary>
    internal static byte[] Replace(byte[] said, IPEndPoint with)
    {
        string text = SocketTranscriptEntry.Latin1.GetString(said);
        Match match = s_reply.Match(text);
        if (match.Groups["port"].Success)
        {
            text = Put(text, match.Groups["port"].Index, match.Groups["port"].Length, with.Port.ToString(CultureInfo.InvariantCulture));
        }
        else if (match.Success && with.AddressFamily == AddressFamily.InterNetwork)
        {
            int start = match.Groups["host"].Index;
            string numbers = string.Join(",", with.Address.GetAddressBytes()) + $",{with.Port >> 8},{with.Port & 0xFF}";
            text = Put(text, start, match.Groups["low"].Index + match.Groups["low"].Length - start, numbers);
        }

        return SocketTranscriptEntry.Latin1.GetBytes(text);
    }

    private static int Number(Group digits) => int.Parse(digits.Value, CultureInfo.InvariantCulture);

    private static string Put(string text, int index, int length, string words) => text.Substring(0, index) + words + text.Substring(index + length);
}
