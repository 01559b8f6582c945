using System.Collections.Generic;
using System.Text;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Limits;

namespace SocketTools.Replies;

/// <summary>How commands are written and replies are read in one protocol, and how far the dialogue on one connection has come.</summary>
/// <remarks>A connection has one; see <see cref="Conversation"/>. A new protocol is a class derived from this, and one line where formats are
/// chosen.</remarks>
public abstract class ReplyProtocol
{
    private readonly Queue<PreparedCommand> _unanswered = new();
    private long _takenAtEnd;

    /// <summary>Which format this is.</summary>
    public abstract ReplyFormat Format { get; }

    /// <summary>The command whose reply was an intermediate one, so that what comes next belongs to it; null: none.</summary>
    protected internal PreparedCommand? Open { get; private set; }

    /// <summary>Whether a reply has been read here.</summary>
    internal bool HasHeard { get; private set; }

    /// <summary>The greeting, until it is handed over with the reply behind it.</summary>
    internal SocketReply? Greeting { get; set; }

    /// <summary>Whether the server has the first word, and takes what comes before it for a mistake or loses it (RFC 5321, 4.3.1; RFC 3977, 5.1).</summary>
    protected internal virtual bool ServerSpeaksFirst => false;

    /// <summary>Whether each command has its reply, so that one which comes late is known by its place.</summary>
    internal virtual bool CountsReplies => true;

    /// <summary>Makes bytes of a command.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: the command cannot be sent; nothing was.</exception>
    public abstract PreparedCommand Prepare(SocketCommand command, Encoding encoding);

    /// <summary>Reads one reply.</summary>
    /// <param name="connection">Where from.</param>
    /// <param name="command">What it answers; null: nothing, or nobody knows.</param>
    /// <param name="options">How it is read.</param>
    /// <param name="clock">Ends the wait; nothing is consumed then.</param>
    /// <exception cref="SocketToolsException">An early end, a violation, a budget, a timeout; <see cref="SocketToolsException.Partial"/> is the
    /// reply as far as it came.</exception>
    protected internal abstract SocketReply Receive(SocketConnection connection, PreparedCommand? command, ReplyOptions options, CallClock clock);

    /// <summary>Whether the first reply that is read here is the greeting, which stood unread before a command's reply.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="command">The command that it should answer.</param>
    /// <param name="isFirst">Whether nothing at all has been read on the connection before; otherwise somebody may have read the greeting.</param>
    protected internal virtual bool IsGreeting(SocketReply reply, PreparedCommand command, bool isFirst) => false;

    /// <summary>A command was sent whole.</summary>
    internal void NoteSent(PreparedCommand command)
    {
        if (CountsReplies)
        {
            _unanswered.Enqueue(command);
        }
    }

    /// <summary>A reply was read.</summary>
    internal void NoteHeard(PreparedCommand? command, SocketReply reply)
    {
        HasHeard = true;
        Open = reply.IsIntermediate ? command : null;
        if (_unanswered.Count > 0 && ReferenceEquals(_unanswered.Peek(), command))
        {
            _unanswered.Dequeue();
        }
    }

    /// <summary>A reply could not be read. Where it has not come yet, or was too large, it is still due; behind anything else nobody knows.</summary>
    internal void NoteFault(Fault fault)
    {
        if (fault is not (Fault.ReceiveTimeout or Fault.LimitExceeded or Fault.ConnectionBusy))
        {
            _unanswered.Clear();
            Open = null;
        }
    }

    /// <summary>A call begins: what somebody else read meanwhile may have been replies.</summary>
    internal void Begin(SocketConnection connection)
    {
        if (connection.BytesTaken != _takenAtEnd)
        {
            _unanswered.Clear();
        }
    }

    /// <summary>A call ends.</summary>
    internal void End(SocketConnection connection) => _takenAtEnd = connection.BytesTaken;

    /// <summary>The oldest command that was sent and not answered; null: none.</summary>
    internal PreparedCommand? Unanswered => _unanswered.Count > 0 ? _unanswered.Peek() : null;

    /// <summary>How many commands were sent and not answered.</summary>
    internal int UnansweredCount => _unanswered.Count;
}
