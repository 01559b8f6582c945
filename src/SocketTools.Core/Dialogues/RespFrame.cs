using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Text;

namespace SocketTools.Dialogues;

/// <summary>A value of RESP that holds others, while they come.</summary>
internal sealed class RespFrame
{
    private static readonly Encoding s_oneByOne = Encoding.GetEncoding("iso-8859-1");

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

        var map = new OrderedDictionary();
        for (int i = 0; i + 1 < _items.Count; i += 2)
        {
            // A dictionary finds no arrays and takes no null; of bytes each becomes a character, so that no two keys are the same.
            object key = _items[i] is byte[] bytes ? s_oneByOne.GetString(bytes) : _items[i] is null or ICollection ? RespText.Of(_items[i]) : _items[i]!;
            map[key] = _items[i + 1];
        }

        return map;
    }
}
