using System;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Globalization;
using SocketTools.Faults;
using SocketTools.Replies;

namespace SocketTools.Dialogues;

/// <summary>Reads one reply of memcached's text protocol.</summary>
internal sealed class MemcachedParser : ReplyParser
{
    private readonly List<MemcachedItem> _items = new();
    private readonly List<string> _lines = new();
    private OrderedDictionary? _statistics;
    private MemcachedItem? _due;
    private bool _isMeta;
    private bool _isList;
    private bool _bringsValue;
    private string? _code;
    private long? _number;
    private string _status = "";

    private readonly MemcachedLines _kind;

    /// <summary>Makes a parser for one reply.</summary>
    internal MemcachedParser(MemcachedLines kind, ReplyOptions options)
        : base(options)
    {
        _kind = kind;
    }

    /// <inheritdoc/>
    public override SocketReply Reply => new()
    {
        Code = _code,
        StatusLine = _status,
        LineSource = _ => _lines.ToArray(),
        Data = _number ?? _statistics ?? (_items.Count > 0 || _code == "END" ? _items.ToArray() : (object?)null),
        IsPositive = (_kind == MemcachedLines.Keys && _code == "EN") || _code is not ("ERROR" or "CLIENT_ERROR" or "SERVER_ERROR" or "NOT_STORED" or "NOT_FOUND" or "EXISTS" or "EN" or "NF" or "NS" or "EX" or "BUSY" or "BADCLASS" or "NOSPARE" or "NOTFULL" or "UNSAFE" or "SAME" or "NOTSTARTED" or "MEMLIMIT_TOO_SMALL" or "MEMLIMIT_ADJUST_FAILED" or "WATCHER_TOO_MANY" or "WATCHER_FAILED"),
    };

    /// <inheritdoc/>
    /// <remarks>A value follows behind its line, and may look like anything.</remarks>
    internal override bool EndsWhereItBroke => !_bringsValue && base.EndsWhereItBroke;

    /// <inheritdoc/>
    protected override bool TakeLine(byte[] array, int offset, int count)
    {
        string line = Decode(array, offset, count);
        string word = CommandLine.Word(line, 0);
        word = word == "ERROR:" ? "ERROR" : word;
        if (_kind == MemcachedLines.Log)
        {
            _status = line;
            _lines.Add(line);
            return true;
        }

        if (_kind == MemcachedLines.Keys && word == "mg")
        {
            _lines.Add(line);
            return false;
        }

        _bringsValue = word is "VALUE" or "VA";
        switch (word)
        {
            case "VALUE":
                return BeginValue(line, line.Split(' '));
            case "VA":
                return BeginMeta(line, line.Split(' '));
            case "STAT":
                string name = CommandLine.Word(line, 1);
                (_statistics ??= new OrderedDictionary())[name] = line.Substring(Math.Min(line.Length, word.Length + name.Length + 2));
                _lines.Add(line);
                return false;
            case "END":
                _code = word;
                _status = line;
                return true;
            case "":
                throw Wrong(line);
        }

        if (_items.Count > 0 || _statistics is not null)
        {
            if (!IsError(word))
            {
                throw Wrong(line);
            }
        }
        else if (word.StartsWith("key=", StringComparison.Ordinal) || word is "ITEM" or "PREFIX" || _isList)
        {
            // lru_crawler metadump, stats cachedump and stats detail dump: lines until END.
            _isList = true;
            _lines.Add(line);
            return false;
        }

        _lines.Add(line);
        _status = line;
        if (long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && line == word)
        {
            _number = number;
            return true;
        }

        _code = IsWord(word) ? word : throw Wrong(line);
        return true;
    }

    /// <inheritdoc/>
    protected override bool TakeBlock(byte[] array, int offset, int count)
    {
        int length = count - 2;
        if (array[offset + length] != '\r' || array[offset + length + 1] != '\n')
        {
            throw FaultFactory.ProtocolViolation($"A value of {length} bytes has no CR LF behind it: that is not memcached.");
        }

        var value = new byte[length];
        Buffer.BlockCopy(array, offset, value, 0, length);
        _due!.Value = value;
        _due.Text = Decode(array, offset, length);
        _items.Add(_due);
        _lines.Add(_due.Text);
        return _isMeta;
    }

    private bool BeginValue(string line, string[] words)
    {
        ulong cas = 0;
        if (words.Length is < 4 or > 5 || !uint.TryParse(words[2], NumberStyles.None, CultureInfo.InvariantCulture, out uint flags)
            || (words.Length == 5 && !ulong.TryParse(words[4], NumberStyles.None, CultureInfo.InvariantCulture, out cas)))
        {
            throw Wrong(line);
        }

        _due = new MemcachedItem { Key = words[1], Flags = flags, Cas = words.Length == 5 ? cas : null };
        Expect(line, words[3]);
        return false;
    }

    private bool BeginMeta(string line, string[] words)
    {
        if (words.Length < 2)
        {
            throw Wrong(line);
        }

        string? key = null;
        ulong? cas = null;
        for (int i = 2; i < words.Length; i++)
        {
            key = words[i].StartsWith("k", StringComparison.Ordinal) ? words[i].Substring(1) : key;
            cas = words[i].StartsWith("c", StringComparison.Ordinal) && ulong.TryParse(words[i].Substring(1), NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number : cas;
        }

        _isMeta = true;
        _code = words[0];
        _status = line;
        _due = new MemcachedItem { Key = key, Flags = string.Join(" ", words, 2, words.Length - 2), Cas = cas };
        Expect(line, words[1]);
        return false;
    }

    private void Expect(string line, string length) =>
        ExpectBlock(long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out long bytes) && bytes < long.MaxValue - 2 ? bytes + 2 : throw Wrong(line));

    private static bool IsError(string word) => word is "ERROR" or "CLIENT_ERROR" or "SERVER_ERROR";

    private static bool IsWord(string word)
    {
        foreach (char c in word)
        {
            if (c is not ((>= 'A' and <= 'Z') or '_'))
            {
                return false;
            }
        }

        return true;
    }

    private static SocketToolsException Wrong(string line) => StrayLine.Fault(line, "a reply", "memcached");
}
