using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Net;
using System.Security;
using System.Text;
using System.Threading;
using SocketTools.Binding;
using SocketTools.CommandBases;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Limits;
using SocketTools.Reporting;
using SocketTools.Replies;

namespace SocketTools.Commands;

/// <summary>Sends commands and reads one reply each; without a command, reads one reply.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "SocketCommand", DefaultParameterSetName = ConnectionFirstSet, HelpUri = HelpPage.At + "Invoke-SocketCommand.md")]
[OutputType(typeof(SocketReply))]
public sealed class InvokeSocketCommandCommand : ConnectionCmdlet
{
    private const string CommandSet = "Command";
    private const string ConnectionFirstSet = "ConnectionFirst";

    private readonly OnePosition<string[]> _command = new();
    private bool _failed;
    private Conversation? _conversation;
    private CommandPipeline? _pipeline;
    private CancellationTokenSource? _stopSending;

    /// <summary>The commands, each a line without its end; none: only listens.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = CommandSet)]
    [Parameter(Position = 1, ValueFromPipeline = true, ParameterSetName = ConnectionFirstSet)]
    [AllowEmptyString]
    [CommandTransformation]
    public string[]? Command
    {
        get => _command.Value;
        set => _command.Value = value;
    }

    /// <summary>The connection, or its id.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = CommandSet)]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ConnectionFirstSet)]
    [ConnectionTransformation(Yields = true)]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public SocketConnection Connection { get; set; } = null!;

    /// <summary>What commands and replies look like; where not given, as the connection says.</summary>
    [Parameter]
    public ReplyFormat ReplyFormat { get; set; }

    /// <summary>What the line cannot carry, each text or bytes: Redis arguments, IMAP and Sieve literals, memcached's value, the body of an HTTP request.</summary>
    [Parameter]
    [ValidateNotNull]
    [CommandArgumentTransformation]
    public object[] Argument { get; set; } = Array.Empty<object>();

    /// <summary>The last argument, which is shown nowhere.</summary>
    [Parameter]
    public SecureString? SecureArgument { get; set; }

    /// <summary>A success brings a dot block, where the command is not one that is known to (POP3, news).</summary>
    [Parameter]
    public SwitchParameter MultiLine { get; set; }

    /// <summary>The codes to expect, such as 250, 3xx or OK; any other is an error, and the commands behind are not sent.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ExpectCompleter))]
    public string[] Expect { get; set; } = Array.Empty<string>();

    /// <summary>A refusal is an error, and the commands behind are not sent.</summary>
    [Parameter]
    public SwitchParameter RequireSuccess { get; set; }

    /// <summary>Sends commands ahead, without waiting for each one's reply, where the format allows it.</summary>
    [Parameter]
    public SwitchParameter Pipelined { get; set; }

    /// <summary>Leaves strings whose bytes the protocol counts as bytes (Redis).</summary>
    [Parameter]
    public SwitchParameter AsByteStream { get; set; }

    /// <summary>How text is encoded; where not given, as the connection says.</summary>
    [Parameter]
    [EncodingTransformation]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    public Encoding? Encoding { get; set; }

    /// <summary>The longest line of a reply, in bytes.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int MaxLineLength { get; set; } = Budgets.MaxLineLength;

    /// <summary>The largest reply, in bytes, and 64 more for each line of it.</summary>
    [Parameter]
    [ValidateRange(1L, 0x7FFFFFC7L)]
    public long MaxBytes { get; set; } = Budgets.MaxReplyBytes;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _command.Begin();
        Demand(!_command.IsGivenTwice, "Two commands stand there, and the engine keeps the last alone: give several as one list ('a', 'b'), and what belongs to one, such as memcached's value, with -Argument.");
        Demand(Expect.Length == 0 || !RequireSuccess, "-Expect says what is a success: leave out -RequireSuccess.");
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        Demand(ConnectionIsInput || Command is not { Length: 0 }, "A connection is no command: pipe either the connection or the commands, and name the other.");

        // Commands depend on each other: behind one that went wrong no other is sent.
        if (_failed && !ConnectionIsInput)
        {
            return;
        }

        _failed |= !Attempt(Connection, () => ReportingRefusal(() =>
        {
            if (Command is null or { Length: 0 })
            {
                Emit(Begin().Listen(StartClock(Connection)));
            }
            else if (Pipelined)
            {
                SendAhead(Command);
            }
            else
            {
                AskInTurn(Command);
            }
        }));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_pipeline is not null && !_failed)
        {
            Attempt(Connection, FinishPipeline);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            EndPipeline();
        }

        base.Dispose(disposing);
    }

    private Conversation Begin()
    {
        ReplyFormat format = IsBound(nameof(ReplyFormat)) ? ReplyFormat : Connection.ReplyFormat;
        if (IsVerbose && !IsBound(nameof(ReplyFormat)) && Connection.HasFormatOfPort)
        {
            WriteVerbose($"Port {Connection.Port} has replies of the format {format}: -ReplyFormat names another.");
        }

        return new Conversation(
            Connection,
            format,
            ReplyProtocols.New,
            new ReplyOptions { Encoding = Encoding ?? Connection.Encoding, MaxLineLength = MaxLineLength, MaxBytes = MaxBytes, AsBytes = AsByteStream });
    }

    private PreparedCommand Prepare(Conversation conversation, string text) => conversation.Prepare(new SocketCommand(text)
    {
        Arguments = Argument,
        Secret = SecureArgument is null ? null : new NetworkCredential("", SecureArgument).Password,
        MultiLine = MultiLine,
    });

    private void AskInTurn(string[] commands)
    {
        Conversation conversation = Begin();
        CallClock clock = StartClock(Connection);
        foreach (string text in commands)
        {
            // What is late comes first: it may have been the challenge that makes a secret of this line.
            if (!conversation.MayOvertake(text))
            {
                EmitLate(conversation, clock);
            }

            PreparedCommand prepared = Prepare(conversation, text);
            foreach (SocketReply reply in conversation.AskAll(prepared, clock))
            {
                if (reply.Command == prepared.Shown)
                {
                    Emit(reply);
                }
                else
                {
                    EmitUnchecked(reply);
                }
            }
        }
    }

    private void SendAhead(string[] commands)
    {
        try
        {
            if (_pipeline is null)
            {
                _conversation = Begin();
                CallClock clock = StartClock(Connection);
                EmitLate(_conversation, clock);
                _stopSending = CancellationTokenSource.CreateLinkedTokenSource(Stop);

                // Batches go out on another thread, also between two inputs.
                if (Trace is TraceTeller trace)
                {
                    Connection.Observe(trace);
                }

                _pipeline = new CommandPipeline(_conversation, StartClock(Connection, _stopSending.Token), clock, _stopSending.Cancel);
            }

            foreach (string text in commands)
            {
                PreparedCommand prepared = Prepare(_conversation!, text);
                EmitAll(_pipeline.Send(prepared));
            }

            if (ConnectionIsInput)
            {
                FinishPipeline();
            }
        }
        catch (SocketToolsException refused) when (refused.Fault == Fault.InvalidRequest && _pipeline is not null)
        {
            // Those before it were sent and have their replies.
            FinishPipeline();
            throw;
        }
        catch
        {
            EndPipeline();
            throw;
        }
    }

    private void FinishPipeline()
    {
        try
        {
            EmitAll(_pipeline!.Finish());
        }
        finally
        {
            EndPipeline();
        }
    }

    private void EndPipeline()
    {
        if (_pipeline is not null)
        {
            _pipeline.Dispose();
            _pipeline = null;
            if (Trace is TraceTeller trace)
            {
                Connection.Observe(null);
                trace.End();
            }
        }

        _stopSending?.Dispose();
        _stopSending = null;
    }

    // The reply itself is what a refusal is about.
    private void ReportingRefusal(Action work)
    {
        try
        {
            work();
        }
        catch (SocketToolsException refusal) when (refusal.Fault == Fault.ReplyRejected && refusal.Partial is SocketReply)
        {
            Report(refusal, refusal.Partial);
            _failed = true;
        }
    }

    // Replies that an earlier call did not wait for are due before any other: each under its own command.
    private void EmitLate(Conversation conversation, CallClock clock)
    {
        while (conversation.Late > 0)
        {
            EmitUnchecked(conversation.Listen(clock));
        }
    }

    private void EmitUnchecked(SocketReply reply)
    {
        if (reply.IsEarly && IsVerbose)
        {
            WriteVerbose($"What waited before '{reply.Command}' was sent was taken for its reply (IsEarly): nobody may have asked for it.");
        }

        WriteObject(reply);
    }

    // Commands that were sent ahead have their replies, whatever those before them got.
    private void EmitAll(IEnumerable<SocketReply> replies)
    {
        foreach (SocketReply reply in replies)
        {
            try
            {
                Emit(reply);
            }
            catch (SocketToolsException unexpected) when (unexpected.Fault == Fault.ReplyRejected)
            {
                Report(unexpected, reply);
            }
        }
    }

    private void Emit(SocketReply reply)
    {
        if (Expect.Length > 0 ? !Array.Exists(Expect, reply.Matches) : RequireSuccess && !reply.IsPositive)
        {
            throw reply.Unexpected(Connection.ToString(), Expect.Length > 0 ? string.Join(" or ", Expect) : "success");
        }

        EmitUnchecked(reply);
    }
}
