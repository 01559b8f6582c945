using SocketTools.Connections;
using SocketTools.Framing;
using SocketTools.Replies;

namespace SocketTools.Dialogues;

/// <summary>One line answers one line.</summary>
public sealed class LineProtocol : LineCommandProtocol
{
    /// <inheritdoc/>
    public override ReplyFormat Format => ReplyFormat.Line;

    /// <summary>Nobody knows whether a peer without a protocol answers each line.</summary>
    internal override bool CountsReplies => false;

    /// <inheritdoc/>
    public override ReplyParser NewParser(PreparedCommand? command, ReplyOptions options) => new Parser(options);

    private sealed class Parser : ReplyParser
    {
        private SocketReply _reply = new();

        internal Parser(ReplyOptions options)
            : base(options, new LineFormat(options.Encoding, delimiter: null).NewScanner(options.MaxLineLength))
        {
        }

        public override SocketReply Reply => _reply;

        protected override bool TakeLine(byte[] array, int offset, int count)
        {
            string line = Decode(array, offset, count);
            _reply = new SocketReply { StatusLine = line, Lines = new[] { line }, IsPositive = true };
            return true;
        }
    }
}
