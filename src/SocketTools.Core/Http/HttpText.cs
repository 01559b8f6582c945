using System.Text;
using SocketTools.Faults;
using SocketTools.Framing;

namespace SocketTools.Http;

/// <summary>The characters of HTTP.</summary>
internal static class HttpText
{
    /// <summary>Every byte a character of the same number: what header blocks are read and written in (RFC 9110, 5.5, obs-text).</summary>
    internal static readonly Encoding Latin1 = Encoding.GetEncoding("iso-8859-1");

    /// <summary>Whether a text is a token (RFC 9110, 5.6.2).</summary>
    internal static bool IsToken(string text)
    {
        foreach (char c in text)
        {
            if (!IsTokenCharacter(c))
            {
                return false;
            }
        }

        return text.Length > 0;
    }

    /// <summary>Fields as they go out: in Latin-1 where it can say them, so that no byte of an obs-text value changes; in UTF-8 where it cannot (RFC 9110, 5.5).</summary>
    internal static byte[] GetBytes(string fields)
    {
        foreach (char c in fields)
        {
            if (c > '\xFF')
            {
                return StrictText.Encode(Encoding.UTF8, fields);
            }
        }

        return Latin1.GetBytes(fields);
    }

    /// <summary>Refuses what would end or forge a line (RFC 9110, 5.5).</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>.</exception>
    internal static void RefuseLineBreaks(string text, string what)
    {
        if (LineBreak.NameOfFirst(text) is string name)
        {
            throw FaultFactory.InvalidRequest($"{what} has {name} inside. Nothing was sent.");
        }
    }

    /// <summary>Refuses what is no request target (RFC 9112, 3.2).</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>.</exception>
    internal static void RefuseNonTarget(string target)
    {
        foreach (char c in target)
        {
            if (c is <= ' ' or >= '\x7F')
            {
                throw FaultFactory.InvalidRequest($"The request target '{FaultFactory.Visible(target)}' has white space, a control character or a character that is not ASCII inside: write it percent-encoded. Nothing was sent.");
            }
        }

        if (target.Length == 0)
        {
            throw FaultFactory.InvalidRequest("The request target is empty. Nothing was sent.");
        }
    }

    private static bool IsTokenCharacter(char c) => c switch
    {
        >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9' => true,
        '!' or '#' or '$' or '%' or '&' or '\'' or '*' or '+' or '-' or '.' or '^' or '_' or '`' or '|' or '~' => true,
        _ => false,
    };
}
