using System.Management.Automation;
using SocketTools.Tracing;

namespace SocketTools.Reporting;

/// <summary>Tells the stages of connecting on the verbose stream.</summary>
internal sealed class StageTeller : IWireObserver
{
    private readonly Cmdlet _cmdlet;

    /// <summary>Makes a teller; events must come on the cmdlet's own thread.</summary>
    internal StageTeller(Cmdlet cmdlet) => _cmdlet = cmdlet;

    /// <inheritdoc/>
    public void OnWireEvent(WireEvent wireEvent)
    {
        string? text = wireEvent.Kind switch
        {
            WireEventKind.Resolving => "Resolving " + wireEvent.Detail,
            WireEventKind.Resolved => "Resolved to " + wireEvent.Detail,
            WireEventKind.Connecting => "Trying " + wireEvent.Detail,
            WireEventKind.ConnectAttemptFailed => "Failed: " + wireEvent.Detail,
            WireEventKind.Connected => "Connected to " + wireEvent.Detail,
            WireEventKind.ProxyAgreed => "Proxy " + wireEvent.Detail,
            WireEventKind.TlsEstablished => "TLS: " + wireEvent.Detail,
            _ => null,
        };
        if (text is not null)
        {
            _cmdlet.WriteVerbose(text);
        }
    }
}
