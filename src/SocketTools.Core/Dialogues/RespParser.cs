using System;
using System.Collections.Generic;
using System.Globalization;
using System.Numerics;
using System.Text;
using SocketTools.Faults;
using SocketTools.Framing;
using SocketTools.Replies;

namespace SocketTools.Dialogues;

/// <summary>Reads one value of RESP2 or RESP3, with what was pushed before it.</summary>
internal sealed class RespParser : ReplyParser
{
    // Redis nests a handful deep; what goes deeper wants somebody's stack.
    private const int MostLevels = 128;

    private static readonly Encoding s_strict = new UTF8Encoding(false, throwOnInvalidBytes: true);

    private static readonly byte[] s_lineEnd = { (byte)'\r', (byte)'\n' };

    private readonly string? _verb;
    private readonly bool _isListening;
    private Stack<RespFrame>? _frames;
    private List<object?>? _pushed;
    private byte _blockType;
    private object? _value;
    private string _status = "";

    /// <summary>Makes a parser for one value.</summary>
    /// <param name="verb">The first word of the command that is answered, in capitals; null: whatever comes is asked for.</param>
    /// <param name="isListening">Whether messages come among the replies, as arrays (RESP2).</param>
    /// <param name="options">How it is read.</param>
    internal RespParser(string? verb, bool isListening, ReplyOptions options)
        : base(options, new DelimiterScanner(s_lineEnd, Array.Empty<byte>(), 1, options.MaxLineLength))
    {
        _verb = verb;
        _isListening = isListening;
    }

    /// <summary>Whether the value was pushed (RESP3).</summary>
    internal bool IsPush { get; private set; }

    /// <inheritdoc/>
    public override SocketReply Reply
    {
        get
        {
            object? value = _value ?? Begun();
            return new()
            {
                Code = (value as RedisError)?.Code,
                StatusLine = _status,
                LineSource = static reply => RespText.Lines(reply.Data),
                Data = value,
                IsPositive = value is not RedisError,
                Pushed = _pushed is null ? Array.Empty<object?>() : _pushed.ToArray(),
            };
        }
    }

    /// <inheritdoc/>
    protected override bool TakeLine(byte[] array, int offset, int count)
    {
        byte type = count > 0 ? array[offset] : (byte)0;
        switch (type)
        {
            case (byte)'+':
                string simple = count == 3 && array[offset + 1] == 'O' && array[offset + 2] == 'K' ? "OK" : Rest(array, offset, count);
                if (IsOutermost && _verb is "RESET" or "QUIT" && IsReport(simple))
                {
                    (_pushed ??= new List<object?>()).Add(simple);
                    return false;
                }

                _status = IsOutermost ? simple : _status;
                return Take(simple);
            case (byte)'-':
                var error = new RedisError(Rest(array, offset, count));
                _status = IsOutermost ? error.Message : _status;
                return Take(error);
            case (byte)':':
                return Take(Number(array, offset, count));
            case (byte)'_':
                return Take(count == 1 ? null : throw Wrong(array, offset, count));
            case (byte)'#':
                return Take(count == 2 && array[offset + 1] is (byte)'t' or (byte)'f' ? array[offset + 1] == 't' : throw Wrong(array, offset, count));
            case (byte)',':
                return Take(Double(array, offset, count));
            case (byte)'(':
                return Take(BigInteger.TryParse(Rest(array, offset, count), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out BigInteger big) ? big : throw Wrong(array, offset, count));
            case (byte)'$' or (byte)'!' or (byte)'=':
                return BeginBlock(type, Number(array, offset, count), array, offset, count);
            case (byte)'*' or (byte)'~' or (byte)'%' or (byte)'>' or (byte)'|':
                return BeginFrame(type, Number(array, offset, count), array, offset, count);
            default:
                throw Wrong(array, offset, count);
        }
    }

    /// <inheritdoc/>
    protected override bool TakeBlock(byte[] array, int offset, int count)
    {
        int length = count - 2;
        if (array[offset + length] != '\r' || array[offset + length + 1] != '\n')
        {
            throw FaultFactory.ProtocolViolation($"A string of {length} bytes has no CR LF behind it: that is not RESP.");
        }

        return Take(_blockType switch
        {
            (byte)'!' => new RedisError(Decode(array, offset, length)),
            (byte)'=' when length < 4 || array[offset + 3] != ':' => throw FaultFactory.ProtocolViolation("A verbatim string does not begin with three letters and a colon: that is not RESP."),
            (byte)'=' => Decode(array, offset + 4, length - 4),
            _ => Value(array, offset, length),
        });
    }

    private bool BeginBlock(byte type, long length, byte[] array, int offset, int count)
    {
        if (length == -1 && type == '$')
        {
            return Take(null);
        }

        if (length < 0)
        {
            throw Wrong(array, offset, count);
        }

        _blockType = type;
        ExpectBlock(length > long.MaxValue - 2 ? length : length + 2);
        return false;
    }

    private bool BeginFrame(byte type, long length, byte[] array, int offset, int count)
    {
        if (length == -1 && type == '*')
        {
            return Take(null);
        }

        if (length < 0 || length > int.MaxValue)
        {
            throw Wrong(array, offset, count);
        }

        _frames ??= new Stack<RespFrame>();
        if (_frames.Count == MostLevels)
        {
            throw FaultFactory.ProtocolViolation($"The reply nests more than {MostLevels} levels deep: that is not Redis.");
        }

        _frames.Push(new RespFrame(type, type is (byte)'%' or (byte)'|' ? 2 * length : length));
        return length == 0 && Close();
    }

    private bool IsOutermost => _frames is null or { Count: 0 };

    // A value is whole: it goes into what holds it, which may be whole by that.
    private bool Take(object? value)
    {
        if (IsOutermost)
        {
            _value = value;
            return true;
        }

        _frames!.Peek().Add(value);
        return _frames.Peek().Due == 0 && Close();
    }

    private bool Close()
    {
        while (true)
        {
            RespFrame frame = _frames!.Pop();
            if (frame.Type == '|')
            {
                // Attributes stand before a value and are none themselves.
                return false;
            }

            if (_frames.Count == 0)
            {
                object value = frame.Value();
                if (IsBeside(frame.Type, value))
                {
                    (_pushed ??= new List<object?>()).Add(value);
                    return false;
                }

                IsPush = frame.Type == '>';
                _value = value;
                return true;
            }

            _frames.Peek().Add(frame.Value());
            if (_frames.Peek().Due > 0)
            {
                return false;
            }
        }
    }

    // What the server sends without being asked for it: all that is pushed, but the replies of SUBSCRIBE and its like; in RESP2 the messages that a
    // subscriber gets, whatever it asks: what it may not, the server refuses.
    private bool IsBeside(byte type, object value)
    {
        if (_verb is null || type is not ((byte)'>' or (byte)'*') || value is not object?[] { Length: > 0 } items)
        {
            return type == '>' && _verb is not null;
        }

        string? kind = RespText.Word(items[0]);
        return RedisDialogue.IsSubscription(_verb) ? !string.Equals(kind, _verb, StringComparison.OrdinalIgnoreCase)
            : type == '>' || ((_isListening || _verb is "PING" or "QUIT" or "RESET") && kind is "message" or "pmessage" or "smessage");
    }

    // 1339518083.107412 [0 127.0.0.1:60866] "keys" "*"
    private static bool IsReport(string line) => line.Length > 0 && line[0] is >= '0' and <= '9' && line.IndexOf(" [", StringComparison.Ordinal) > 0;

    private object? Begun()
    {
        RespFrame? outermost = null;
        foreach (RespFrame frame in _frames ?? new Stack<RespFrame>())
        {
            outermost = frame;
        }

        return outermost?.Value();
    }

    // Text where it is text, so that it can be read and compared; what is not stays as it is.
    private object Value(byte[] array, int offset, int length)
    {
        if (!Options.AsBytes)
        {
            try
            {
                return Options.Encoding.CodePage == s_strict.CodePage ? s_strict.GetString(array, offset, length) : Decode(array, offset, length);
            }
            catch (DecoderFallbackException)
            {
            }
        }

        var bytes = new byte[length];
        Buffer.BlockCopy(array, offset, bytes, 0, length);
        return bytes;
    }

    private string Rest(byte[] array, int offset, int count) => Decode(array, offset + 1, count - 1);

    private long Number(byte[] array, int offset, int count)
    {
        bool negative = count > 1 && array[offset + 1] == '-';
        int first = negative || (count > 1 && array[offset + 1] == '+') ? 2 : 1;
        if (count <= first || count - first > 19)
        {
            throw Wrong(array, offset, count);
        }

        ulong number = 0;
        for (int i = first; i < count; i++)
        {
            int digit = array[offset + i] - '0';
            number = digit is >= 0 and <= 9 ? (number * 10) + (ulong)digit : throw Wrong(array, offset, count);
        }

        return number <= long.MaxValue ? (negative ? -(long)number : (long)number)
            : negative && number == (ulong)long.MaxValue + 1 ? long.MinValue
            : throw Wrong(array, offset, count);
    }

    private double Double(byte[] array, int offset, int count)
    {
        string text = Rest(array, offset, count);
        return text switch
        {
            "inf" or "+inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            "nan" or "-nan" => double.NaN,
            _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : throw Wrong(array, offset, count),
        };
    }

    private SocketToolsException Wrong(byte[] array, int offset, int count) => StrayLine.Fault(Decode(array, offset, Math.Min(count, 80)), "a value", "RESP");
}
