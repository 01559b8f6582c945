using System;
using System.Net;

namespace SocketTools.Connections;

/// <summary>One datagram that came.</summary>
public sealed class SocketDatagram
{
    private SocketDatagram(byte[] data, EndPoint? remoteEndPoint, bool truncated)
    {
        Data = data;
        RemoteEndPoint = remoteEndPoint;
        Truncated = truncated;
        Time = DateTime.Now;
    }

    /// <summary>A datagram, cut where it is longer than was asked for.</summary>
    internal static SocketDatagram Cut(byte[] data, EndPoint? remoteEndPoint, int most)
    {
        bool truncated = data.Length > most;
        if (truncated)
        {
            Array.Resize(ref data, most);
        }

        return new SocketDatagram(data, remoteEndPoint, truncated);
    }

    /// <summary>Its bytes; may be none.</summary>
    public byte[] Data { get; }

    /// <summary>The bytes as text: UTF-8; what is no text is shown as U+FFFD.</summary>
    public string Text => ConnectionSettings.DefaultEncoding.GetString(Data);

    /// <summary>When it was taken, in local time.</summary>
    public DateTime Time { get; }

    /// <summary>Who sent it; null for a Unix socket without a name.</summary>
    public EndPoint? RemoteEndPoint { get; }

    /// <summary>Whether it was longer than was asked for, and its rest is lost.</summary>
    public bool Truncated { get; }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
