using SocketTools.Replies;

namespace SocketTools.Dialogues;

/// <summary>A protocol of lines whose replies begin with three digits.</summary>
public abstract class ThreeDigitProtocol : LineCommandProtocol
{
    /// <inheritdoc/>
    public override ReplyParser NewParser(PreparedCommand? command, ReplyOptions options) =>
        new ThreeDigitParser(Format, code => BringsBlock(code, command), options);

    /// <inheritdoc/>
    protected internal override bool Greets => true;

    /// <inheritdoc/>
    protected internal override ReplyParser NewGreetingParser(ReplyOptions options) => new ThreeDigitParser(Format, null, options, isGreeting: true);

    /// <inheritdoc/>
    /// <remarks>A refusal to serve is a greeting, whatever its code.</remarks>
    protected internal sealed override bool IsGreeting(SocketReply reply) => !reply.IsPositive || IsWelcome((int)reply.Code!);

    /// <summary>Whether a reply that a command could have, too, is of the greeting all the same: that was not read whole here, or it waited before the command went out.</summary>
    private protected bool MayBeGreeting(PreparedCommand command) => !IsGreeted || command.IsForestalled;

    /// <summary>Whether a server that serves greets with a code.</summary>
    internal abstract bool IsWelcome(int code);

    /// <summary>Whether a dot block follows behind a code.</summary>
    internal virtual bool BringsBlock(int code, PreparedCommand? command) => false;
}
