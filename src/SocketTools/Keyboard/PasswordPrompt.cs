using System;
using System.Globalization;

namespace SocketTools.Keyboard;

/// <summary>Tells whether what a peer said last, and did not end with a line, asks for what nobody should see on a screen.</summary>
internal sealed class PasswordPrompt
{
    private const int LongestPrompt = 120;
    private static readonly string[] s_words = { "password", "passwort", "passphrase", "passwd", "passcode" };

    private string _line = "";

    /// <summary>Whether it does: <c>Password:</c>, <c>anna's password: </c>, <c>Enter passphrase for key:</c>.</summary>
    internal bool IsAsked { get; private set; }

    /// <summary>Takes what came.</summary>
    internal void Add(string piece)
    {
        string line = _line + piece;
        line = line.Substring(line.LastIndexOf('\n') + 1);
        _line = line.Length <= LongestPrompt ? line : line.Substring(line.Length - LongestPrompt);
        string prompt = _line.TrimEnd();
        IsAsked = prompt.EndsWith(":", StringComparison.Ordinal)
            && Array.Exists(s_words, word => CultureInfo.InvariantCulture.CompareInfo.IndexOf(prompt, word, CompareOptions.IgnoreCase) >= 0);
    }

    /// <summary>It has been answered.</summary>
    internal void Answer()
    {
        _line = "";
        IsAsked = false;
    }
}
