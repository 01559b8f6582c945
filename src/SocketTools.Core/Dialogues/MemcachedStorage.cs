using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using SocketTools.Faults;
using SocketTools.Framing;

namespace SocketTools.Dialogues;

/// <summary>The line in front of a value that memcached stores. A line that the server does not take leaves the value for it to run as commands, so
/// each field is looked at before anything goes out (protocol.txt, Storage commands and Meta Set).</summary>
internal static class MemcachedStorage
{
    private const int LongestKey = 250;
    private const int LongestOpaque = 32;

    // Flags of ms with a number, a word, and nothing behind them; q is refused, as it leaves out the reply.
    private const string NumericFlags = "CDEFNRT";
    private const string WordFlags = "MO";
    private const string BareFlags = "Ibcfhkstv";

    /// <summary>Where in the line the value's length goes; 0: the command takes no value.</summary>
    internal static int LengthAt(string verb) => verb switch { "SET" or "ADD" or "REPLACE" or "APPEND" or "PREPEND" or "CAS" => 4, "MS" => 2, _ => 0 };

    /// <summary>Puts the length in.</summary>
    /// <param name="words">The line's words, the first its command.</param>
    /// <param name="verb">That in capitals.</param>
    /// <param name="length">The value's length, in bytes.</param>
    /// <param name="encoding">How keys are encoded.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: the server might not take the line.</exception>
    internal static void Complete(List<string> words, string verb, int length, Encoding encoding)
    {
        if (verb == "MS")
        {
            Demand(words.Count >= 2, "ms is followed by the key and then its flags: 'ms key T60'; the length is put in.");
            CheckMeta(words, encoding);
        }
        else
        {
            Demand(words.Count == (verb == "CAS" ? 5 : 4), verb == "CAS"
                ? "cas is followed by key, flags, seconds and the unique number: 'cas key 0 60 17'; the length is put in."
                : $"{words[0]} is followed by key, flags and seconds: '{words[0]} key 0 60'; the length is put in.");
            CheckKey(words[1], encoding);
            Demand(uint.TryParse(words[2], NumberStyles.None, CultureInfo.InvariantCulture, out _), $"The flags are a number from 0 to 4294967295, not '{FaultFactory.Visible(words[2])}'.");
            Demand(IsSeconds(words[3]), $"The time is a number of seconds, not '{FaultFactory.Visible(words[3])}'.");
            Demand(verb != "CAS" || IsUnique(words[4]), $"The unique number is one, not '{FaultFactory.Visible(words[words.Count - 1])}'.");
        }

        // memcached knows its commands in small letters only.
        words[0] = verb.ToLowerInvariant();
        words.Insert(LengthAt(verb), length.ToString(CultureInfo.InvariantCulture));
    }

    private static void CheckKey(string key, Encoding encoding)
    {
        int length = StrictText.Encode(encoding, key).Length;
        Demand(length <= LongestKey, $"A key of memcached has {LongestKey} bytes at most, and this one {length}.");
        foreach (char c in key)
        {
            Demand(!char.IsControl(c), "A key of memcached has no control characters.");
        }
    }

    private static void CheckMeta(List<string> words, Encoding encoding)
    {
        CheckKey(words[1], encoding);
        for (int i = 2; i < words.Count; i++)
        {
            string flag = words[i];
            Demand(
                (NumericFlags.IndexOf(flag[0]) >= 0 && IsNumber(flag))
                || (WordFlags.IndexOf(flag[0]) >= 0 && flag.Length > 1 && flag.Length <= LongestOpaque + 1)
                || (BareFlags.IndexOf(flag[0]) >= 0 && flag.Length == 1),
                $"'{FaultFactory.Visible(flag)}' is no flag of ms.");
            Demand(words.FindIndex(2, other => other[0] == flag[0]) == i, $"The flag {flag[0]} stands there twice.");
        }

        Demand(!words.Contains("b") || IsBase64(words[1]), "With the flag b the key is Base64.");
    }

    private static bool IsNumber(string flag)
    {
        string number = flag.Substring(1);
        return flag[0] switch
        {
            'F' => uint.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _),
            'T' or 'N' or 'R' => IsSeconds(number),
            _ => IsUnique(number),
        };
    }

    private static bool IsSeconds(string number) => int.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) && number[0] != '+';

    private static bool IsUnique(string number) => ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static bool IsBase64(string key)
    {
        try
        {
            return Convert.FromBase64String(key).Length <= LongestKey;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static void Demand(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw FaultFactory.InvalidRequest(otherwise + " Nothing was sent.");
        }
    }
}
