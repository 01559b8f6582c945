using SocketTools.Replies;


namespace SocketTools.Dialogues;

/// <summary>A protocol of lines whose replies begin with three digits.</summary>
public abstract class ThreeDigitProtocol : LineCommandProtocol
{
    /// <inheritdoc/>
    public override ReplyParser NewParser(PreparedCommand? command, ReplyOptions options) =>
        new ThreeDigitParser(Format, code => BringsBlock(code, command), options);

    /// <summary>Whether a dot block follows behind a code.</summary>
    internal virtual bool BringsBlock(int code, PreparedCommand? command) => false;
}
