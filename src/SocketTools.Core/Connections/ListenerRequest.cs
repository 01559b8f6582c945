using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using SocketTools.Faults;
using SocketTools.Tracing;

namespace SocketTools.Connections;

/// <summary>What one client has sent to a listener that answers by itself, so far.</summary>
public class ListenerRequest
{
    private readonly object _lock = new();
    private readonly Func<int, int> _room;

    // Grows from nothing: a listener keeps thousands of these, and a receive buffer is 64 KiB however little came.
    private byte[] _data = Array.Empty<byte>();
    private int _count;

    /// <summary>Begins with nothing.</summary>
    /// <param name="remote">The client; null where the system does not know one.</param>
    /// <param name="room">How many of so many bytes can be kept.</param>
    internal ListenerRequest(EndPoint? remote, Func<int, int> room)
    {
        RemoteEndPoint = remote;
        _room = room;
    }

    /// <summary>The client's address and port; null where the system does not know one.</summary>
    public EndPoint? RemoteEndPoint { get; }

    /// <summary>When the client came.</summary>
    public DateTimeOffset Time { get; } = DateTimeOffset.Now;

    /// <summary>How many bytes came and are not kept: a listener keeps 8 MiB in all.</summary>
    public long MissingBytes { get; private set; }

    /// <summary>The bytes.</summary>
    public byte[] Data
    {
        get
        {
            lock (_lock)
            {
                var copy = new byte[_count];
                Buffer.BlockCopy(_data, 0, copy, 0, _count);
                return copy;
            }
        }
    }

    /// <summary>The bytes as text: by UTF-8, or by Latin-1 where they are none.</summary>
    public string Text
    {
        get
        {
            byte[] data = Data;
            return LooseText.Decode(data, 0, data.Length);
        }
    }

    /// <summary>The text's lines, without their ends.</summary>
    public string[] Lines
    {
        get
        {
            var lines = new List<string>();
            string text = Text;
            int start = 0;
            for (int end; (end = text.IndexOf('\n', start)) >= 0; start = end + 1)
            {
                lines.Add(text.Substring(start, end - start).TrimEnd('\r'));
            }

            if (start < text.Length)
            {
                lines.Add(text.Substring(start));
            }

            return lines.ToArray();
        }
    }

    /// <summary>How many bytes are kept.</summary>
    internal int KeptBytes => System.Threading.Volatile.Read(ref _count);

    /// <summary>The text for people: passwords and the like as stars, and nothing in it that a terminal would obey. <see cref="Data"/>,
    /// <see cref="Text"/> and <see cref="Lines"/> are what came.</summary>
    public override string ToString() => string.Join("\n", ClientText.Of(Text).Split('\n').Select(static line => VisibleText.Of(line.TrimEnd('\r'))));

    /// <summary>More has come.</summary>
    internal void Add(byte[] array, int offset, int count)
    {
        int kept = _room(count);
        lock (_lock)
        {
            if (_data.Length - _count < kept)
            {
                Array.Resize(ref _data, Math.Max(_count + kept, 2 * _count));
            }

            Buffer.BlockCopy(array, offset, _data, _count, kept);
            _count += kept;
            MissingBytes += count - kept;
        }
    }
}
