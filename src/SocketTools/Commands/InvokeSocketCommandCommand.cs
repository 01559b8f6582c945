using System;
using System.Management.Automation;
using System.Net;
using System.Security;
using System.Text;
using SocketTools.Binding;
using SocketTools.CommandBases;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Limits;

namespace SocketTools.Commands;

/// <summary>Sends commands and reads one reply each; without a command, reads one reply.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "SocketCommand")]
[OutputType(typeof(SocketReply))]
public sealed class InvokeSocketCommandCommand : ConnectionCmdlet
{
    private bool _connectionIsInput;
    private bool _failed;

    /// <summary>The commands, each a line without its end; none: only listens.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [AllowEmptyString]
    [LineTransformation]
    public string[]? Command { get; set; }

    /// <summary>The connection, or its id.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ConnectionTransformation]
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
    public string[] Expect { get; set; } = Array.Empty<string>();

    /// <summary>A refusal is an error, and the commands behind are not sent.</summary>
    [Parameter]
    public SwitchParameter RequireSuccess { get; set; }

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
        _connectionIsInput = !IsBound(nameof(Connection));
        Demand(Expect.Length == 0 || !RequireSuccess, "-Expect says what is a success: leave out -RequireSuccess.");
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // Commands depend on each other: behind one that went wrong no other is sent.
        if (_failed && !_connectionIsInput)
        {
            return;
        }

        _failed |= !Attempt(Connection, () =>
        {
            Conversation conversation = Begin();
            CallClock clock = StartClock(Connection);
            if (Command is null)
            {
                Emit(conversation.Listen(clock));
                return;
            }

            foreach (string text in Command)
            {
                Ask(conversation, text, clock);
            }
        });
    }

    private Conversation Begin() => new(
        Connection,
        IsBound(nameof(ReplyFormat)) ? ReplyFormat : Connection.ReplyFormat,
        ReplyProtocols.New,
        new ReplyOptions { Encoding = Encoding ?? Connection.Encoding, MaxLineLength = MaxLineLength, MaxBytes = MaxBytes, AsBytes = AsByteStream });

    private void Ask(Conversation conversation, string text, CallClock clock)
    {
        PreparedCommand prepared = conversation.Prepare(new SocketCommand(text)
        {
            Arguments = Argument,
            Secret = SecureArgument is null ? null : new NetworkCredential("", SecureArgument).Password,
            MultiLine = MultiLine,
        });
        while (conversation.Late > 0)
        {
            Emit(conversation.Listen(clock), isLate: true);
        }

        WriteVerbose("> " + FaultFactory.Visible(prepared.Shown));
        Emit(conversation.Ask(prepared, clock));
    }

    private void Emit(SocketReply reply, bool isLate = false)
    {
        WriteVerbose("< " + FaultFactory.Visible(reply.ToString()));
        bool fits = isLate || (Expect.Length > 0 ? Array.Exists(Expect, reply.Matches) : !RequireSuccess || reply.IsPositive);
        if (fits)
        {
            WriteObject(reply);
            return;
        }

        throw FaultFactory.UnexpectedReply(
            Connection.ToString(), reply.Command, reply.ToString(), Expect.Length > 0 ? string.Join(" or ", Expect) : "success", reply);
    }
}
