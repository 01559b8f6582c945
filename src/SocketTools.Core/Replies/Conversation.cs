using System;
using System.Collections.Generic;
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
    public int Late => _connection.Due.Count;

    /// <summary>Makes bytes of a command, and sends nothing.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: it cannot be sent.</exception>
    public PreparedCommand Prepare(SocketCommand command)
    {
        PreparedCommand prepared = _protocol.Prepare(command, _options.Encoding);
        if (command.Secret is string secret)
        {
            // As it is, or as quoted strings have it (RFC 9051, 4.3).
            string quoted = secret.Replace("\\", "\\\\").Replace("\"", "\\\"");
            prepared.Secrets = new[] { _options.Encoding.GetBytes(secret), _options.Encoding.GetBytes(quoted) };
        }

        return prepared;
    }

    /// <summary>Sends a command and reads its reply.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: nothing was sent; otherwise a timeout, an early end, a
    /// violation, a budget, with what came of the reply as <see cref="SocketToolsException.Partial"/>.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call; no byte of the reply is lost.</exception>
    public SocketReply Ask(SocketCommand command, CallClock clock) => Ask(Prepare(command), clock);

    /// <summary>Sends a command in words and reads its reply.</summary>
    /// <exception cref="SocketToolsException">As <see cref="Ask(SocketCommand, CallClock)"/>.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call; no byte of the reply is lost.</exception>
    public SocketReply Ask(string command, CallClock clock) => Ask(new SocketCommand(command), clock);

    /// <summary>Sends a command and reads its reply; the first, where it has several. Those of earlier commands that are late are dropped.</summary>
    /// <exception cref="SocketToolsException">As <see cref="Ask(SocketCommand, CallClock)"/>.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call; no byte of the reply is lost.</exception>
    public SocketReply Ask(PreparedCommand command, CallClock clock)
    {
        Begin(command, clock);
        while (Unanswered is PreparedCommand late && !ReferenceEquals(late, command))
        {
            Receive(late, clock, null);
        }

        return Finish(command, clock);
    }

    /// <summary>Sends a command and reads all its replies as they come, those that earlier commands still have to get before them.</summary>
    /// <exception cref="SocketToolsException">As <see cref="Ask(SocketCommand, CallClock)"/>.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call; no byte of the reply is lost.</exception>
    public IEnumerable<SocketReply> AskAll(PreparedCommand command, CallClock clock)
    {
        Begin(command, clock);
        while (Unanswered is PreparedCommand late && !ReferenceEquals(late, command))
        {
            yield return Receive(late, clock, null);
        }

        yield return Finish(command, clock);
        while (!ReferenceEquals(_protocol.Open, command) && _connection.Due.Contains(command))
        {
            yield return Receive(command, clock, null);
        }
    }

    /// <summary>Reads one reply without sending anything: the greeting, one that is late, or what an intermediate one announced.</summary>
    /// <exception cref="SocketToolsException">As <see cref="Ask(SocketCommand, CallClock)"/>.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call; no byte of the reply is lost.</exception>
    public SocketReply Listen(CallClock clock)
    {
        PreparedCommand? late = Unanswered;
        return late is null ? Receive(_protocol.Open, clock, Stopwatch.GetTimestamp()) : Receive(late, clock, null);
    }

    /// <summary>Whether a command may go out before the replies that are late have come.</summary>
    public bool MayOvertake(string command) => _protocol.MayOvertake(command);

    /// <summary>Refuses a command that cannot be sent as the dialogue stands.</summary>
    internal void RefuseUntimely(PreparedCommand command)
    {
        _connection.RefuseBehindCut();
        _protocol.RefuseUntimely(command);
    }

    /// <summary>Notes whether something waits already where nothing is due, before a command goes out. It is taken for the command's reply all the
    /// same: a server that hangs up says so before it is asked, and who plays a server by hand may have said everything beforehand.</summary>
    internal void NoteWaiting(PreparedCommand command) =>
        command.IsForestalled = _protocol.Open is null && !_protocol.TellsWhatItAnswers && _connection.Due.Count == 0 && _connection.HasWaiting;

    /// <summary>Reads the greeting whole, where the server has the first word and nobody has read it: what is sent before its end may be taken for an
    /// attack, and what comes is nobody's reply.</summary>
    internal void AwaitGreeting(CallClock clock)
    {
        _protocol.PassBroken(_connection, clock);
        while (_protocol.GreetingIsDue(_connection))
        {
            try
            {
                _protocol.NoteGreeting(_protocol.ReceiveGreeting(_connection, _options, orAnything: false, clock));
            }
            catch (SocketToolsException fault) when (fault.Fault is Fault.ReceiveTimeout or Fault.ConnectionReset or Fault.RemoteClosed)
            {
                throw ReplyFaults.GreetingStillDue(fault);
            }
            finally
            {
                _protocol.End(_connection);
            }
        }
    }

    /// <summary>The connection.</summary>
    internal SocketConnection Connection => _connection;

    /// <summary>A command goes out by another way; its reply is read with <see cref="Receive(PreparedCommand, CallClock)"/>.</summary>
    internal void NoteSent(PreparedCommand command)
    {
        command.SentAt = Stopwatch.GetTimestamp();
        _protocol.NoteSent(_connection, command);
    }

    /// <summary>Reads the reply to a command that was sent by another way.</summary>
    internal SocketReply Receive(PreparedCommand command, CallClock clock) => Receive(command, clock, null);

    // The oldest command that was sent and is not answered.
    private PreparedCommand? Unanswered => (PreparedCommand?)_connection.Due.Next;

    private void Begin(PreparedCommand command, CallClock clock)
    {
        AwaitGreeting(clock);
        RefuseUntimely(command);
        NoteWaiting(command);
        command.SentAt = Stopwatch.GetTimestamp();
        SendPart(command, 0, clock);
    }

    // The pieces behind the first go out once the server lets the command go on.
    private SocketReply Finish(PreparedCommand command, CallClock clock)
    {
        SocketReply? consent = null;
        for (int i = 1; ; i++)
        {
            SocketReply reply = Receive(command, clock, null);
            if (consent is not null)
            {
                reply.Prepend(consent);
            }

            if (i == command.Parts.Count || !reply.IsIntermediate)
            {
                return reply;
            }

            consent = reply;
            SendPart(command, i, clock);
        }
    }

    private void SendPart(PreparedCommand command, int index, CallClock clock)
    {
        try
        {
            _connection.SendTakingIn(new ArraySegment<byte>(command.Parts[index]), clock, command.SecretsIn(index));
        }
        catch (SocketToolsException fault) when (fault.Fault == Fault.ConnectionReset && _protocol.Greeting is { IsPositive: false } greeting)
        {
            throw ReplyFaults.BehindRefusal(fault, greeting.Words, greeting);
        }
        catch (SocketToolsException fault) when (fault.Fault == Fault.ConnectionReset && fault.BytesSent > 0 && _connection.Due.Count == 0 && _connection.Available > 0)
        {
            // A reset behind an answer is how some refuse: what is too long, say.
            _protocol.NoteSent(_connection, command);
            return;
        }

        if (index + 1 == command.Parts.Count)
        {
            _protocol.NoteSent(_connection, command);
        }
    }

    private SocketReply Receive(PreparedCommand? command, CallClock clock, long? since)
    {
        _protocol.PassBroken(_connection, clock);
        try
        {
            SocketReply reply = command is null && _protocol.GreetingIsDue(_connection)
                ? _protocol.ReceiveGreeting(_connection, _options, orAnything: true, clock)!
                : _protocol.Receive(_connection, command, _options, clock);
            while (!_protocol.HasHeard && command is not null && _protocol.IsRestOfGreeting(reply, command))
            {
                // Kept by the protocol: where the reply behind it does not come in time, the next call hands it over.
                _protocol.NoteGreeting(reply);
                reply = _protocol.Receive(_connection, command, _options, clock);
            }

            reply.Command = since is null ? command?.Shown : null;
            reply.Elapsed = TimeSpan.FromSeconds((Stopwatch.GetTimestamp() - (since ?? command?.SentAt ?? 0)) / (double)Stopwatch.Frequency);
            reply.Greeting = _protocol.TakeGreeting();
            reply.Secrets = _connection.Secrets;
            reply.IsEarly = command is { IsForestalled: true } && reply.Pushed.Length == 0;
            if (command is not null)
            {
                command.IsForestalled = false;
            }

            _protocol.NoteHeard(_connection, command, reply);
            return reply;
        }
        catch (SocketToolsException fault)
        {
            _protocol.NoteFault(_connection, fault.Fault);
            if (fault.Partial is SocketReply begun && _protocol.Farewell(begun) is string farewell)
            {
                fault = ReplyFaults.BehindFarewell(fault, farewell);
            }

            fault = _connection.Hide(fault) ?? fault;
            if (fault.Fault == Fault.ReceiveTimeout && since is null && command is not null)
            {
                throw ReplyFaults.ReplyStillDue(fault);
            }

            if (fault.Fault is Fault.RemoteClosed or Fault.ConnectionReset or Fault.Truncated && _protocol.Greeting is { IsPositive: false } greeting)
            {
                throw ReplyFaults.BehindRefusal(fault, greeting.Words, greeting);
            }

            throw fault;
        }
        finally
        {
            _protocol.End(_connection);
        }
    }
}
