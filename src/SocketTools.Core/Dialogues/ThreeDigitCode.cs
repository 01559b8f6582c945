namespace SocketTools.Dialogues;

/// <summary>The three digits that begin a reply (RFC 959, 4.2; RFC 5321, 4.2; RFC 3977, 3.2), and the enhanced status code behind them.</summary>
internal static class ThreeDigitCode
{
    private static readonly object[] s_boxed = new object[1000];

    /// <summary>Reads the code.</summary>
    /// <returns>False: the line does not begin with one from 100 to 599, alone or in front of a space or a hyphen.</returns>
    internal static bool TryRead(byte[] array, int offset, int count, out int code, out bool isLast)
    {
        code = 0;
        isLast = true;
        if (count < 3)
        {
            return false;
        }

        for (int i = 0; i < 3; i++)
        {
            int digit = array[offset + i] - '0';
            if (digit is < 0 or > 9)
            {
                return false;
            }

            code = (code * 10) + digit;
        }

        isLast = count == 3 || array[offset + 3] == ' ';
        return code is >= 100 and <= 599 && (isLast || array[offset + 3] == '-');
    }

    /// <summary>The code as an object; each is made once.</summary>
    internal static object Box(int code) => s_boxed[code] ??= code;

    /// <summary>The enhanced status code at the start of a reply's text (RFC 3463, 2; RFC 2034, 4); null where there is none.</summary>
    internal static string? Enhanced(int code, string text)
    {
        int at = 0;
        for (int part = 0; part < 3; part++)
        {
            int start = at;
            while (at < text.Length && text[at] is >= '0' and <= '9')
            {
                at++;
            }

            bool fits = at > start && at - start <= (part == 0 ? 1 : 3);
            if (!fits || (part < 2 && (at == text.Length || text[at++] != '.')))
            {
                return null;
            }
        }

        return text[0] - '0' == code / 100 && text[0] is '2' or '4' or '5' && (at == text.Length || text[at] == ' ') ? text.Substring(0, at) : null;
    }
}
