using System;
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
    private long _takenAtEnd;
    private long _sentAtEnd;
    private long _brokenAt;
    private int _broken;
    private bool _endsWhereItBroke;
    private bool _isUngreeted;

    /// <summary>Which format this is.</summary>
    public abstract ReplyFormat Format { get; }

    /// <summary>The command whose reply was an intermediate one, so that what comes next belongs to it; null: none.</summary>
    protected internal PreparedCommand? Open { get; private set; }

    /// <summary>Whether the reply to a command has been read here.</summary>
    internal bool HasHeard { get; private set; }

    /// <summary>Whether the greeting has been read here, or the first reply of several that it is made of.</summary>
    private protected bool IsGreeted { get; private set; }

    /// <summary>The greeting, until it is handed over with the reply behind it.</summary>
    internal SocketReply? Greeting { get; private protected set; }

    /// <summary>Whether the server says something before it is asked: its greeting, which belongs to no command.</summary>
    protected internal virtual bool Greets => false;

    /// <summary>Whether the greeting is read whole before the first command goes out: it looks like a reply, and a server may take whoever speaks
    /// before its end for an intruder (RFC 5321, 4.3.1; RFC 3977, 5.1). False where a reply says what it answers.</summary>
    protected internal virtual bool AwaitsGreeting => Greets;

    /// <summary>Whether each command has its reply, so that one which comes late is known by its place.</summary>
    internal virtual bool CountsReplies => true;

    /// <summary>Whether a reply says which command it answers, so that what comes unasked is known for that.</summary>
    internal virtual bool TellsWhatItAnswers => false;

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

    /// <summary>Reads the greeting.</summary>
    /// <param name="connection">Where from.</param>
    /// <param name="options">How it is read.</param>
    /// <param name="orAnything">Whether what does not look like a greeting is read in its place.</param>
    /// <param name="clock">Ends the wait; nothing is consumed then.</param>
    /// <returns>Null: what comes first is no greeting, and waits to be read.</returns>
    /// <exception cref="SocketToolsException">As <see cref="Receive"/>.</exception>
    protected internal virtual SocketReply? ReceiveGreeting(SocketConnection connection, ReplyOptions options, bool orAnything, CallClock clock) =>
        orAnything ? Receive(connection, null, options, clock) : null;

    /// <summary>Where the greeting begins, in bytes of what the connection received: it is due while nothing behind that was taken.</summary>
    protected internal virtual long GreetingBegins(SocketConnection connection) => 0;

    /// <summary>Whether what the server says first is its greeting. Its refusals are, whatever their code; of what is positive, that which its protocol
    /// greets with.</summary>
    protected internal virtual bool IsGreeting(SocketReply reply) => true;

    /// <summary>Whether the first reply to a command is what was left of a greeting: somebody else has begun to read it, or it came in several replies.</summary>
    protected internal virtual bool IsRestOfGreeting(SocketReply reply, PreparedCommand command) => false;

    /// <summary>How many replies come once the text that a command announced was sent; 0: none is announced, what follows is another command.</summary>
    protected internal virtual int RepliesToText(PreparedCommand command) => 0;

    /// <summary>How many replies a command still has to get.</summary>
    /// <param name="command">The command.</param>
    /// <param name="reply">The one that has come.</param>
    /// <param name="due">How many were due, that one included.</param>
    protected internal virtual int DueBehind(PreparedCommand command, SocketReply reply, int due) => due - 1;

    /// <summary>Refuses a command that cannot be sent as the dialogue stands; the greeting has been read.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: nothing was sent.</exception>
    protected internal virtual void RefuseUntimely(PreparedCommand command)
    {
    }

    /// <summary>Whether a command may go out while the reply to the one before it is still to come, in place of waiting for it.</summary>
    protected internal virtual bool MayOvertake(string command) => false;

    /// <summary>What a server that hangs up said for that, in front of a reply that did not come; null: nothing.</summary>
    /// <param name="begun">The reply as far as it came.</param>
    protected internal virtual string? Farewell(SocketReply begun) => null;

    /// <summary>A reply was read: what the dialogue has come to.</summary>
    protected internal virtual void Heard(PreparedCommand? command, SocketReply reply)
    {
    }

    /// <summary>Somebody else sent something on the connection, or read: nobody knows what the dialogue has come to.</summary>
    protected internal virtual void Interrupted()
    {
    }

    /// <summary>A command was sent whole.</summary>
    internal void NoteSent(SocketConnection connection, PreparedCommand command)
    {
        if (CountsReplies)
        {
            connection.Due.Add(command, command.Replies);
        }
    }

    /// <summary>A reply was read.</summary>
    internal void NoteHeard(SocketConnection connection, PreparedCommand? command, SocketReply reply)
    {
        HasHeard |= command is not null;
        IsGreeted = true;
        Open = reply.IsIntermediate ? command : null;
        if (command is not null && ReferenceEquals(connection.Due.Next, command))
        {
            connection.Due.NoteAnswer(DueBehind(command, reply, connection.Due.DueToNext));
        }

        Heard(command, reply);
    }

    /// <summary>The greeting was read; null: what came first is none, and waits to be read.</summary>
    internal void NoteGreeting(SocketReply? greeting)
    {
        if (greeting is not null && !ReferenceEquals(greeting, Greeting))
        {
            greeting.Greeting = Greeting;
        }

        Greeting = greeting ?? Greeting;
        IsGreeted |= greeting is not null;
        _isUngreeted = greeting is null;
    }

    /// <summary>Hands over the greeting.</summary>
    internal SocketReply? TakeGreeting()
    {
        SocketReply? greeting = Greeting;
        Greeting = null;
        return greeting;
    }

    /// <summary>A reply could not be read. Where it has not come yet, or was too large, it is still due; behind anything else nobody knows.</summary>
    internal void NoteFault(SocketConnection connection, Fault fault)
    {
        if (fault is not (Fault.ReceiveTimeout or Fault.LimitExceeded or Fault.ConnectionBusy))
        {
            connection.Due.Clear();
            Open = null;
        }
    }

    /// <summary>What came was no reply: once that was told it is behind us.</summary>
    /// <param name="connection">Where it came.</param>
    /// <param name="length">How much of what waits it is, in bytes.</param>
    /// <param name="isWhole">Whether a reply begins behind it; false: nobody knows where one does.</param>
    internal void NoteBroken(SocketConnection connection, int length, bool isWhole)
    {
        _broken = length;
        _brokenAt = connection.BytesTaken;
        _endsWhereItBroke = isWhole;
    }

    /// <summary>Goes on behind what was no reply, unless somebody else has read it.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.ConnectionClosed"/>: nobody knows where the next reply begins.</exception>
    internal void PassBroken(SocketConnection connection, CallClock clock)
    {
        if (_broken > 0 && connection.BytesTaken == _brokenAt)
        {
            IsLost |= !_endsWhereItBroke;
            if (!IsLost)
            {
                using Receiving receiving = connection.Receive(clock);
                receiving.Consume(Math.Min(_broken, receiving.Window.Count));
            }
        }

        _broken = 0;
        if (IsLost)
        {
            connection.Dispose();
            throw ReplyFaults.DialogueLost(connection.Peer, Format.ToString());
        }
    }

    /// <summary>A call begins: what somebody else read meanwhile may have been replies; what somebody else sent, the text that a command announced.</summary>
    internal void Begin(SocketConnection connection)
    {
        bool taken = connection.BytesTaken != _takenAtEnd;
        bool sent = connection.BytesSent != _sentAtEnd;
        connection.Due.ForgetTaken();
        if (Open is PreparedCommand open && RepliesToText(open) is > 0 and int replies && (sent || taken))
        {
            Open = null;
            if (!taken)
            {
                connection.Due.Add(open, replies);
            }
        }

        if (taken || sent)
        {
            Interrupted();
        }

        End(connection);
    }

    /// <summary>A call ends.</summary>
    internal void End(SocketConnection connection)
    {
        _takenAtEnd = connection.BytesTaken;
        _sentAtEnd = connection.BytesSent;
        connection.Due.NoteTaken();
    }

    /// <summary>Whether nobody knows any more which reply belongs to which command.</summary>
    protected bool IsLost { get; set; }

    /// <summary>Whether the greeting, or the one behind it that it announces, has not been read.</summary>
    internal bool GreetingIsDue(SocketConnection connection) =>
        AwaitsGreeting && !_isUngreeted && (Greeting is { IsIntermediate: true } || connection.BytesTaken == GreetingBegins(connection));
}
