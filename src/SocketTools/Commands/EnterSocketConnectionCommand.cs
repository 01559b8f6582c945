using System;
using System.Collections;
using System.Management.Automation;
using System.Text;
using SocketTools.Binding;
using SocketTools.CommandBases;
using SocketTools.Connections;
using SocketTools.Dialogues;
using SocketTools.Faults;
using SocketTools.Formatting;
using SocketTools.Framing;
using SocketTools.Keyboard;
using SocketTools.Limits;
using SocketTools.Reading;
using SocketTools.Transport;

namespace SocketTools.Commands;

/// <summary>Puts the keyboard on a connection, as nc, telnet and openssl s_client do; a pipe where input is redirected.</summary>
[Cmdlet(VerbsCommon.Enter, "SocketConnection", DefaultParameterSetName = ConnectionSet, HelpUri = HelpPage.At + "Enter-SocketConnection.md")]
[OutputType(typeof(string), typeof(SocketConnection))]
public sealed class EnterSocketConnectionCommand : ConnectingCmdlet
{
    private const string ConnectionSet = "Connection";
    private const string HostSet = "Host";
    private const string UnixSet = "Unix";

    private SocketConnection? _opened;
    private PipedInput? _input;
    private LineReader? _reader;
    private TerminalText? _escaping;
    private bool _connectionIsInput;
    private bool _failed;

    /// <summary>The connection, or its id.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ConnectionSet)]
    [ConnectionTransformation]
    [ArgumentCompleter(typeof(ConnectionOrHostCompleter))]
    public SocketConnection Connection { get; set; } = null!;

    /// <summary>The host: <c>host</c>, <c>host:port</c>, <c>[v6]:port</c> or an IPv6 address.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = HostSet)]
    [Alias("ComputerName", "Cn", "DnsHostName", "TargetName", "Server", "Host", "IPAddress", "RemoteAddress")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(HostNameCompleter))]
    public string HostName { get; set; } = null!;

    /// <summary>The port, 1 to 65535, where the host does not name it.</summary>
    [Parameter(Position = 1, ParameterSetName = HostSet)]
    [Alias("RemotePort")]
    [PortTransformation]
    [ArgumentCompleter(typeof(PortCompleter))]
    public int Port { get; set; }

    /// <summary>The path of a Unix socket, or on Linux <c>@name</c> for an abstract one.</summary>
    [Parameter(Mandatory = true, ParameterSetName = UnixSet)]
    [ValidateNotNullOrEmpty]
    public string UnixSocket { get; set; } = null!;

    /// <summary>Lines to send in place of what is typed.</summary>
    [Parameter(ValueFromPipeline = true)]
    [AllowEmptyString]
    [ValidateNotNull]
    [LineTransformation]
    public string[] InputObject { get; set; } = Array.Empty<string>();

    /// <summary>Speaks TLS from the start.</summary>
    [Parameter(ParameterSetName = HostSet)]
    [Parameter(ParameterSetName = UnixSet)]
    public SwitchParameter Tls { get; set; }

    /// <summary>Asks in this protocol for the upgrade to TLS, then speaks TLS.</summary>
    [Parameter(ParameterSetName = HostSet)]
    public StartTlsProtocol StartTls { get; set; }

    /// <summary>Speaks Telnet: refuses its options, and takes its commands out of what is read.</summary>
    [Parameter]
    public SwitchParameter Telnet { get; set; }

    /// <summary>Lets the terminal obey what the peer sends; in a pipe, writes its bytes to standard output as they are.</summary>
    [Parameter]
    public SwitchParameter Raw { get; set; }

    /// <summary>Takes an end without a TLS close_notify for an end like another.</summary>
    [Parameter]
    public SwitchParameter AllowTruncatedTls { get; set; }

    /// <summary>Emits the connection when it is left.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>How text is encoded and decoded; where not given, as the connection says, or UTF-8.</summary>
    [Parameter]
    [EncodingTransformation]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    public Encoding? Encoding { get; set; }

    /// <summary>What is sent behind a line.</summary>
    [Parameter(ParameterSetName = HostSet)]
    [Parameter(ParameterSetName = UnixSet)]
    [ValidateNotNullOrEmpty]
    [NewLineTransformation]
    [ArgumentCompleter(typeof(NewLineCompleter))]
    public string NewLine { get; set; } = "\r\n";

    /// <inheritdoc/>
    protected override ConnectionSettings Settings =>
        new() { Encoding = Encoding ?? ConnectionSettings.DefaultEncoding, NewLine = NewLine, IdleTimeoutSec = IdleTimeoutSec, Telnet = Telnet };

    private bool LinesAreInput => IsBound(nameof(InputObject)) || (MyInvocation.ExpectingInput && !_connectionIsInput);

    private bool IsPipe => LinesAreInput || Console.IsInputRedirected || Host.UI is null;

    private Encoding TextEncoding => Encoding ?? Connection.Encoding;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        bool protect = DemandTls(Tls, StartTls);
        _connectionIsInput = ParameterSetName == ConnectionSet && !IsBound(nameof(Connection));
        if (!_connectionIsInput)
        {
            Begin(protect);
        }
    }

    private void Begin(bool protect)
    {
        _failed = !Attempt(Connection ?? (object)(HostName ?? UnixSocket), () => Open(protect));
        if (!_failed && IsPipe)
        {
            _input = new PipedInput(Connection!, StartClock(Timeouts.FromSeconds(0, Idle, 0)));
            _reader = new LineReader(Connection!, new LineFormat(TextEncoding, null), Budgets.MaxLineLength) { ToEnd = true, AllowTruncatedTls = AllowTruncatedTls };
            _escaping = Raw || Console.IsOutputRedirected ? null : new TerminalText();
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_connectionIsInput)
        {
            Begin(protect: false);
            AddInput();
            End();
        }
        else
        {
            AddInput();
        }
    }

    private void AddInput()
    {
        if (!_failed && LinesAreInput && InputObject.Length > 0)
        {
            _failed = !Attempt(Connection, () => _input!.Add(SocketConnection.EncodeLines(InputObject, Connection.NewLine, TextEncoding)));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (!_connectionIsInput)
        {
            End();
        }
    }

    private void End()
    {
        if (!_failed)
        {
            Attempt(Connection, IsPipe ? Pipe : Talk);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _input?.Dispose();
            _opened?.Dispose();
        }

        base.Dispose(disposing);
    }

    private double Idle => IsBound(nameof(IdleTimeoutSec)) ? IdleTimeoutSec : Connection.IdleTimeoutSec;

    private void Open(bool protect)
    {
        if (ParameterSetName != ConnectionSet)
        {
            ConnectionOpener opener = NewOpener(protect ? TlsSettings : null, Prelude(StartTls));
            Connection = _opened = ParameterSetName == UnixSet
                ? opener.OpenUnix(UnixPath.Resolve(this, UnixSocket), StartClock())
                : opener.Open(HostEndPoint.Parse(HostName, IsBound(nameof(Port)) ? Port : null), StartClock());
        }
        else if (Telnet)
        {
            Connection.SpeakTelnet();
        }
    }

    private void Talk()
    {
        // Keys that were typed while the shell worked are the shell's.
        Host.UI.WriteLine($"[{Connection}: Ctrl+] leaves and keeps it, Ctrl+D ends sending, Ctrl+C stops]");
        var session = new TerminalSession(
            Connection, TextEncoding, Raw, Host.UI.Write, static () => Console.KeyAvailable ? Console.ReadKey(intercept: true) : null, timeouts => StartClock(timeouts));
        if (!session.Run())
        {
            bool mayBeCut = !Connection.EndedCleanly && !AllowTruncatedTls;
            Host.UI.WriteLine($"\n[{Connection} has ended the stream{(mayBeCut ? ", without TLS's close_notify: what came may be cut off" : "")}]");
            return;
        }

        _opened = null;
        Host.UI.WriteLine($"\n[left; Enter-SocketConnection {Connection.Id} comes back]");
        if (PassThru)
        {
            WriteObject(Connection);
        }
    }

    private void Pipe()
    {
        if (LinesAreInput)
        {
            _input!.Complete();
        }
        else if (GetVariableValue("input") is IEnumerator standardInput)
        {
            // PowerShell reads its standard input itself, line by line, and keeps it only where the script says $input.
            WriteVerbose("Standard input is what the script says $input of: $input | Enter-SocketConnection … sends it.");
            _input!.AddAll(standardInput, line => SocketConnection.EncodeLines(new[] { line }, Connection.NewLine, TextEncoding));
        }
        else
        {
            _input!.Complete();
        }

        CallClock clock = StartClock(Timeouts.FromSeconds(0, Idle, 0));
        if (Raw)
        {
            using var output = Console.OpenStandardOutput();
            Connection.ReceiveTo(output, null, clock, null, AllowTruncatedTls);
        }
        else
        {
            while (_reader!.TryReadLine(clock, out string? line))
            {
                WriteObject(_escaping is null ? line : _escaping.Next(line!));
            }
        }

        if (LinesAreInput)
        {
            _input.WaitForEnd(Stop);
        }

        if (_input.Fault is SocketToolsException unsent)
        {
            Report(unsent, Connection);
        }
    }
}
