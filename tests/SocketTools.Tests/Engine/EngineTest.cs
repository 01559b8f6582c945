using SocketTools.Connections;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Engine;

/// <summary>Tests with a session of their own.</summary>
public abstract class EngineTest : IDisposable
{
    internal EngineSession Session { get; } = new();

    /// <summary>A connection in the session's $c, its peer's end in the test's hand.</summary>
    internal async Task<ScriptedClient> ConnectAsync(ScriptedServer server, string parameters = "")
    {
        Run($"$c = New-SocketConnection {server.Address} {parameters}");
        Adopt();
        return await server.AcceptAsync();
    }

    /// <summary>The connection in the session's $c; kept here because a session that is at work tells nothing.</summary>
    internal SocketConnection Connection { get; private set; } = null!;

    /// <summary>Takes the session's $c as <see cref="Connection"/>.</summary>
    internal void Adopt() => Connection = (SocketConnection)Session["c"]!;

    /// <summary>Takes a connection that the session opened into the test's care.</summary>
    internal void Adopt(SocketConnection connection) => Connection = connection;

    /// <summary>Runs a script that must not err.</summary>
    internal EngineResult Run(string script) => Session.Run(script).WithoutErrors();

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        Connection?.Dispose();
        (Session["l"] as SocketListener)?.Dispose();
        Session.Dispose();
    }
}
