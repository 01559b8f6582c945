using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Limits;

namespace SocketTools.Replies;

/// <summary>A protocol whose replies a <see cref="ReplyParser"/> reads.</summary>
public abstract class ParsedProtocol : ReplyProtocol
{
    /// <summary>Makes the parser for the reply that comes next.</summary>
    /// <param name="command">What it answers; null: nothing, or nobody knows.</param>
    /// <param name="options">How it is read.</param>
    public abstract ReplyParser NewParser(PreparedCommand? command, ReplyOptions options);

    /// <inheritdoc/>
    protected internal override SocketReply Receive(SocketConnection connection, PreparedCommand? command, ReplyOptions options, CallClock clock)
    {
        ReplyParser parser = NewParser(command, options);
        try
        {
            using Receiving receiving = connection.Receive(clock);
            return receiving.ReadMessage(parser, (_, _, _) => parser.Reply, command is null ? "the reply" : $"the reply to '{command}'");
        }
        catch (SocketToolsException fault)
        {
            throw FaultFactory.ReplyBroken(fault, parser.Reply);
        }
    }
}
