using System.Management.Automation;
using System.Text;
using SocketTools.Binding;
using SocketTools.CommandBases;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Limits;

namespace SocketTools.Commands;

/// <summary>Waits for clients of a listener: each becomes a connection.</summary>
[Cmdlet(VerbsLifecycle.Wait, "SocketConnection", HelpUri = HelpPage.At + "Wait-SocketConnection.md")]
[OutputType(typeof(SocketConnection))]
public sealed class WaitSocketConnectionCommand : SocketCmdlet
{
    /// <summary>The listener, or its id.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ListenerTransformation]
    [ArgumentCompleter(typeof(ListenerCompleter))]
    public SocketListener Listener { get; set; } = null!;

    /// <summary>How many clients to wait for.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = 1;

    /// <summary>The limit on the whole wait, in seconds; 0: none.</summary>
    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    public double TimeoutSec { get; set; }

    /// <summary>The longest silence on the connections, in seconds; 0: no limit.</summary>
    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    public double IdleTimeoutSec { get; set; } = Timeouts.DefaultIdleSec;

    /// <summary>How text is encoded and decoded on the connections.</summary>
    [Parameter]
    [ValidateNotNull]
    [EncodingTransformation]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    public Encoding Encoding { get; set; } = ConnectionSettings.DefaultEncoding;

    /// <summary>What is sent behind a line on the connections.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NewLineTransformation]
    [ArgumentCompleter(typeof(NewLineCompleter))]
    public string NewLine { get; set; } = "\r\n";

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Listener, () =>
    {
        var settings = new ConnectionSettings { Encoding = Encoding, NewLine = NewLine, IdleTimeoutSec = IdleTimeoutSec, ReplyFormat = ReplyFormat.Line };
        var clock = StartClock(Timeouts.FromSeconds(Timeouts.DefaultConnectSec, 0, TimeoutSec));
        for (int i = 0; i < Count;)
        {
            try
            {
                WriteObject(Listener.Accept(settings, clock));
                i++;
            }
            catch (SocketToolsException refused) when (refused.Fault is Fault.TlsFailed or Fault.CertificateRejected)
            {
                // One client's handshake: the others still come.
                Report(refused, Listener);
            }
        }
    });
}
