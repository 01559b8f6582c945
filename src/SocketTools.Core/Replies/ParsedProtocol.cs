using System;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Framing;
using SocketTools.Limits;

namespace SocketTools.Replies;

/// <summary>A protocol whose replies a <see cref="ReplyParser"/> reads.</summary>
public abstract class ParsedProtocol : ReplyProtocol
{
    /// <summary>Makes the parser for the reply that comes next.</summary>
    /// <param name="command">What it answers; null: nothing, or nobody knows.</param>
    /// <param name="options">How it is read.</param>
    public abstract ReplyParser NewParser(PreparedCommand? command, ReplyOptions options);

    /// <summary>Makes the parser for the greeting.</summary>
    protected internal virtual ReplyParser NewGreetingParser(ReplyOptions options) => NewParser(null, options);

    /// <inheritdoc/>
    protected internal override SocketReply Receive(SocketConnection connection, PreparedCommand? command, ReplyOptions options, CallClock clock)
    {
        ReplyParser parser = NewParser(command, options);
        return Receive(connection, parser, parser, command is null ? "the reply" : $"the reply to '{command}'", clock);
    }

    /// <inheritdoc/>
    protected internal override SocketReply? ReceiveGreeting(SocketConnection connection, ReplyOptions options, bool orAnything, CallClock clock)
    {
        ReplyParser parser = NewGreetingParser(options);
        var first = new FirstWord(parser, orAnything ? static _ => true : IsGreeting);
        SocketReply reply = Receive(connection, parser, first, "the greeting", clock);
        return first.IsTaken ? reply : null;
    }

    private SocketReply Receive(SocketConnection connection, ReplyParser parser, IScanner scanner, string message, CallClock clock)
    {
        try
        {
            using Receiving receiving = connection.Receive(clock);
            return receiving.ReadMessage(scanner, (_, _, _) => parser.Reply, message);
        }
        catch (SocketToolsException fault)
        {
            if (fault.Fault == Fault.ProtocolViolation)
            {
                NoteBroken(connection, parser.Seen, parser.EndsWhereItBroke);
            }

            throw FaultFactory.ReplyBroken(fault, parser.Reply);
        }
    }

    /// <summary>What a server says first, which is left where it is if it is no greeting.</summary>
    private sealed class FirstWord : IScanner
    {
        private readonly ReplyParser _parser;
        private readonly Predicate<SocketReply> _isGreeting;

        internal FirstWord(ReplyParser parser, Predicate<SocketReply> isGreeting)
        {
            _parser = parser;
            _isGreeting = isGreeting;
        }

        internal bool IsTaken { get; private set; }

        public ScanResult Scan(byte[] array, int offset, int count)
        {
            ScanResult result = _parser.Scan(array, offset, count);
            IsTaken = result.Found && _isGreeting(_parser.Reply);
            return result.Found && !IsTaken ? new ScanResult(true, 0, 0) : result;
        }
    }
}
