using System;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using SocketTools.Transport;

namespace SocketTools.Playing;

/// <summary>The way of one client through a relay, which knows the relays of this process that the client has come through before.</summary>
/// <remarks>The next relay on the way knows it by both ends of the connection that comes to it: the system gives one port to many connections
/// where they lead to different places.</remarks>
internal sealed class RelayWay : IDisposable
{
    private static readonly ConcurrentDictionary<(EndPoint From, EndPoint To), RelayWay> s_ways = new();

    private readonly Relay _relay;
    private readonly (EndPoint, EndPoint)? _entrance;
    private (EndPoint, EndPoint)? _exit;
    private RelayWay? _before;

    /// <summary>Begins where a client has come to a relay.</summary>
    /// <param name="relay">The relay.</param>
    /// <param name="client">The client's end point; null where the system does not know it.</param>
    /// <param name="end">The relay's end of its connection.</param>
    internal RelayWay(Relay relay, EndPoint? client, Socket end)
    {
        _relay = relay;
        _entrance = Ends(client, LocalEndPointOf(end));
    }

    /// <summary>Whether it leads back to the relay: each client would bring another one, until nothing is left to open. Whoever was quicker
    /// than <see cref="LeadTo"/> is known one turn later.</summary>
    internal bool IsCircle
    {
        get
        {
            RelayWay? way = Before;
            while (way is not null && way._relay != _relay)
            {
                way = way._before;
            }

            return way is not null;
        }
    }

    /// <summary>Goes on to where the relay has connected.</summary>
    internal void LeadTo(ByteTransport reached)
    {
        _before = Before;
        _exit = Ends(reached.LocalEndPoint, reached.RemoteEndPoint);
        if (_exit is (EndPoint, EndPoint) marked)
        {
            s_ways[marked] = this;
        }
    }

    /// <summary>Ends with the client.</summary>
    public void Dispose()
    {
        if (_exit is (EndPoint, EndPoint) marked)
        {
            s_ways.TryRemove(marked, out _);
        }
    }

    private RelayWay? Before => _entrance is (EndPoint, EndPoint) ends && s_ways.TryGetValue(ends, out RelayWay? way) ? way : null;

    // A client that has gone already leads nowhere.
    private static EndPoint? LocalEndPointOf(Socket client)
    {
        try
        {
            return client.LocalEndPoint;
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }

    private static (EndPoint, EndPoint)? Ends(EndPoint? from, EndPoint? to) => Plain(from) is IPEndPoint near && Plain(to) is IPEndPoint far ? (near, far) : null;

    private static IPEndPoint? Plain(EndPoint? end) =>
        end is not IPEndPoint address ? null : address.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(address.Address.MapToIPv4(), address.Port) : address;
}
