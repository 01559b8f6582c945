using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;

namespace SocketTools.Dialogues;

/// <summary>A value of RESP that holds others, while they come.</summary>
internal sealed class RespFrame
{
    private readonly List<object?> _items = new();

    /// <summary>Begins one.</summary>
    /// <param name="type">Its first byte.</param>
    /// <param name="due">How many values it holds; a map's keys count.</param>
    internal RespFrame(byte type, long due)
    {
        Type = type;
        Due = due;
    }

    /// <summary>Its first byte.</summary>
    internal byte Type { get; }

    /// <summary>How many values are still to come.</summary>
    internal long Due { get; private set; }

    /// <summary>Adds the next.</summary>
    internal void Add(object? item)
    {
        _items.Add(item);
        Due--;
    }

    /// <summary>The values, or what has come of them: an array, or for a map an ordered dictionary.</summary>
    internal object Value()
    {
        if (Type is not ((byte)'%' or (byte)'|'))
        {
            return _items.ToArray();
        }

        // What is text keeps its own name; bytes, null and arrays have a text for theirs, unless another key is called so.
        HashSet<object>? texts = null;
        var map = new OrderedDictionary();
        for (int i = 0; i + 1 < _items.Count; i += 2)
        {
            object? key = _items[i];
            if (key is byte[] or null or ICollection)
            {
                texts ??= Texts();
                string text = key is byte[] bytes ? RespKey.OneByOne.GetString(bytes) : RespText.Of(key);
                key = texts.Contains(text) || map.Contains(text) ? new RespKey(key, text) : text;
            }
            else if (map.Contains(key))
            {
                key = new RespKey(key, RespText.Of(key));
            }

            map[key] = _items[i + 1];
        }

        return map;
    }

    private HashSet<object> Texts()
    {
        var texts = new HashSet<object>();
        for (int i = 0; i + 1 < _items.Count; i += 2)
        {
            if (_items[i] is string text)
            {
                texts.Add(text);
            }
        }

        return texts;
    }
}
