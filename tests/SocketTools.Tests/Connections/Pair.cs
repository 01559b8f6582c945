using SocketTools.Connections;
using SocketTools.Limits;
using SocketTools.Reading;
using SocketTools.Tests.Servers;
using SocketTools.Transport;

namespace SocketTools.Tests.Connections;

/// <summary>A connection, and its peer's end in the test's hand.</summary>
internal sealed class Pair : IDisposable
{
    private readonly ScriptedServer _server;

    private Pair(ScriptedServer server, SocketConnection connection, ScriptedClient peer)
    {
        _server = server;
        Connection = connection;
        Peer = peer;
    }

    internal SocketConnection Connection { get; }

    internal ScriptedClient Peer { get; }

    internal static async Task<Pair> OpenAsync(ConnectionSettings? settings = null)
    {
        var server = ScriptedServer.Start();
        SocketConnection connection = Open(server.Port, settings);
        return new Pair(server, connection, await server.AcceptAsync());
    }

    internal static SocketConnection Open(int port, ConnectionSettings? settings = null) =>
        new ConnectionOpener { Settings = settings ?? new() }.Open(HostEndPoint.Create("127.0.0.1", port), Clock());

    /// <summary>Clocks that end a test that would hang.</summary>
    internal static CallClock Clock(double? idle = null, double total = 0, CancellationToken stop = default) =>
        new(Timeouts.FromSeconds(Eventually.Patience.TotalSeconds, idle ?? Eventually.Patience.TotalSeconds, total), stop);

    internal string ReadLine(double? idle = null, CancellationToken stop = default) =>
        new LineReader(Connection, new(Connection.Encoding, null), Budgets.MaxLineLength).ReadLine(Clock(idle, 0, stop));

    public void Dispose()
    {
        Connection.Dispose();
        _server.Dispose();
    }
}
