using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace SocketTools.Tracing;

/// <summary>The words of a command as they come, one by one (RESP arrays) or in a line, as far as it takes to know whether the next is a secret.</summary>
internal sealed class CommandArguments
{
    private const int LongestWord = 40;

    // Of an array: its first, which say what command it is, and the last. It may have a hundred thousand.
    private const int MostWords = 4;

    private readonly List<string> _words = new();
    private readonly StringBuilder _word = new();
    private bool _isRestSecret;

    /// <summary>Whether any are known.</summary>
    internal bool Any => _words.Count > 0;

    /// <summary>How many of an array are still to come.</summary>
    internal int Left { get; private set; }

    /// <summary>Whether the one that comes next is a secret.</summary>
    internal bool NextIsSecret
    {
        get
        {
            string verb = Any ? _words[0].ToUpperInvariant() : "";
            return _isRestSecret || (RedisSecrets.MayBeIn(verb) && RedisSecrets.First(verb, _words.Append("").ToArray()) <= _words.Count);
        }
    }

    /// <summary>Whether that is the name of a user, and the password comes behind it: names such as "default" are in many replies.</summary>
    internal bool NextIsName => Left > 1 && (Is(0, "AUTH") || (Is(0, "HELLO") && Is(_words.Count - 1, "AUTH")));

    /// <summary>An array begins, of so many words.</summary>
    internal void Begin(int count)
    {
        Forget();
        Left = count;
    }

    /// <summary>A line has these so far.</summary>
    internal void Are(string[] words)
    {
        Forget();
        _words.AddRange(words);
    }

    /// <summary>The next of the array begins.</summary>
    internal void BeginNext() => Left--;

    /// <summary>A part of it.</summary>
    internal void Append(byte[] data, int from, int to)
    {
        for (int i = from; i < to && _word.Length < LongestWord; i++)
        {
            _word.Append((char)data[i]);
        }
    }

    /// <summary>It is whole.</summary>
    internal void EndNext()
    {
        // Behind a verb that has no secrets, nothing needs to be remembered.
        if (!Any || RedisSecrets.MayBeIn(_words[0].ToUpperInvariant()))
        {
            Remember(_word.ToString());
        }

        _word.Clear();
    }

    /// <summary>The next of the array was a secret: it is not remembered.</summary>
    internal void PassSecret()
    {
        Left--;
        Remember("");
    }

    /// <summary>No more of the array come.</summary>
    internal void Abandon() => Left = 0;

    /// <summary>The line is over.</summary>
    internal void Forget()
    {
        _words.Clear();
        _isRestSecret = false;
    }

    private void Remember(string word)
    {
        _isRestSecret = NextIsSecret;
        if (_words.Count == MostWords)
        {
            _words.RemoveAt(MostWords - 1);
        }

        _words.Add(word);
    }

    private bool Is(int index, string word) => _words[index].Equals(word, System.StringComparison.OrdinalIgnoreCase);
}
