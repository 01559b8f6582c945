using System;
using System.Diagnostics;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Limits;

namespace SocketTools.Replies;

/// <summary>Commands and their replies on a connection, one after the other.</summary>
/// <remarks>Made anew for each call; what has to be remembered between calls (tags, an unfinished login, replies that are still due) is the
/// connection's.</remarks>
public sealed class Conversation
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    private readonly SocketConnection _connection;
    private readonly ReplyProtocol _protocol;
    private readonly ReplyOptions _options;

    /// <summary>Goes on with the conversation on a connection.</summary>
    /// <param name="connection">Stays the caller's.</param>
    /// <param name="format">What its replies look like.</param>
    /// <param name="newProtocol">Makes the protocol where the connection has not spoken it yet.</param>
    /// <param name="options">How replies are read; null: as is the default.</param>
    public Conversation(SocketConnection connection, ReplyFormat format, Func<ReplyFormat, SocketConnection, ReplyProtocol> newProtocol, ReplyOptions? options = null)
    {
        _connection = connection;
        _protocol = connection.Dialogue is ReplyProtocol known && known.Format == format ? known : newProtocol(format, connection);
        connection.Dialogue = _protocol;
        _options = options ?? new ReplyOptions { Encoding = connection.Encoding };
        _protocol.Begin(connection);
    }

    /// <summary>Replies to commands of earlier calls that were not read there and are due before any other.</summary>
    public int Late => _protocol.UnansweredCount;

    /// <summary>Makes bytes of a command, and sends nothing.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: it cannot be sent.</exception>
    public PreparedCommand Prepare(SocketCommand command) => _protocol.Prepare(command, _options.Encoding);

    /// <summary>Sends a command and reads its reply.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: nothing was sent; otherwise a timeout, an early end, a
    /// violation, a budget, with what came of the reply as <see cref="SocketToolsException.Partial"/>.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call; no byte of the reply is lost.</exception>
    public SocketReply Ask(SocketCommand command, CallClock clock) => Ask(Prepare(command), clock);

    /// <summary>Sends a command in words and reads its reply.</summary>
    /// <exception cref="SocketToolsException">As <see cref="Ask(SocketCommand, CallClock)"/>.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call; no byte of the reply is lost.</exception>
    public SocketReply Ask(string command, CallClock clock) => Ask(new SocketCommand(command), clock);

    /// <summary>Sends a command and reads its reply.</summary>
    /// <exception cref="SocketToolsException">As <see cref="Ask(SocketCommand, CallClock)"/>.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call; no byte of the reply is lost.</exception>
    public SocketReply Ask(PreparedCommand command, CallClock clock)
    {
        AwaitFirstWord(clock);
        command.SentAt = Stopwatch.GetTimestamp();
        SocketReply? consent = null;
        for (int i = 0; ; i++)
        {
            _connection.Send(new ArraySegment<byte>(command.Parts[i]), clock);
            bool isLast = i + 1 == command.Parts.Count;
            if (isLast)
            {
                _protocol.NoteSent(command);
            }

            SocketReply reply = Receive(command, clock, null);
            if (consent is not null)
            {
                reply.Prepend(consent);
            }

            if (isLast || !reply.IsIntermediate)
            {
                return reply;
            }

            consent = reply;
        }
    }

    /// <summary>Reads one reply without sending anything: the greeting, one that is late, or what an intermediate one announced.</summary>
    /// <exception cref="SocketToolsException">As <see cref="Ask(SocketCommand, CallClock)"/>.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call; no byte of the reply is lost.</exception>
    public SocketReply Listen(CallClock clock)
    {
        PreparedCommand? late = _protocol.Unanswered;
        return late is null ? Receive(_protocol.Open, clock, Stopwatch.GetTimestamp()) : Receive(late, clock, null);
    }

    /// <summary>Whether a reply has been read: before that, what waits to be read may be a greeting and no reply at all.</summary>
    internal bool HasHeard => _protocol.HasHeard;

    /// <summary>Waits until the server begins its greeting, where nothing was said on the connection and it has the first word (RFC 5321, 4.3.1).
    /// One that keeps silent for long is spoken to all the same: not everything that answers like such a server greets like one.</summary>
    internal void AwaitFirstWord(CallClock clock)
    {
        if (_protocol.ServerSpeaksFirst && _connection.BytesSent == 0 && _connection.BytesReceived == 0)
        {
            _connection.WaitForData(s_patience, clock);
        }
    }

    /// <summary>The connection.</summary>
    internal SocketConnection Connection => _connection;

    /// <summary>A command goes out by another way; its reply is read with <see cref="Receive(PreparedCommand, CallClock)"/>.</summary>
    internal void NoteSent(PreparedCommand command)
    {
        command.SentAt = Stopwatch.GetTimestamp();
        _protocol.NoteSent(command);
    }

    /// <summary>Reads the reply to a command that was sent by another way.</summary>
    internal SocketReply Receive(PreparedCommand command, CallClock clock) => Receive(command, clock, null);

    private SocketReply Receive(PreparedCommand? command, CallClock clock, long? since)
    {
        bool isFirst = _connection.BytesTaken == 0;
        try
        {
            SocketReply reply = _protocol.Receive(_connection, command, _options, clock);

            // Behind the greeting comes the command's reply, which may look the same; behind 120 of FTP the greeting proper.
            while (!_protocol.HasHeard && command is not null && _protocol.Greeting is null or { IsIntermediate: true }
                && _protocol.IsGreeting(reply, command, isFirst || _protocol.Greeting is not null))
            {
                // Kept by the protocol: where the reply behind it does not come in time, the next call hands it over.
                _protocol.Greeting = reply;
                reply = _protocol.Receive(_connection, command, _options, clock);
            }

            reply.Command = since is null ? command?.Shown : null;
            reply.Elapsed = TimeSpan.FromSeconds((Stopwatch.GetTimestamp() - (since ?? command?.SentAt ?? 0)) / (double)Stopwatch.Frequency);
            reply.Greeting = _protocol.Greeting;
            _protocol.Greeting = null;
            _protocol.NoteHeard(command, reply);
            return reply;
        }
        catch (SocketToolsException fault)
        {
            _protocol.NoteFault(fault.Fault);
            if (fault.Fault == Fault.ReceiveTimeout && since is null && command is not null)
            {
                throw FaultFactory.ReplyStillDue(fault);
            }

            throw;
        }
        finally
        {
            _protocol.End(_connection);
        }
    }
}
