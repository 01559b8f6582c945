using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace SocketTools.Tracing;

/// <summary>Finds the secrets in what one side says, as it comes, however it is cut into pieces.</summary>
/// <remarks>
/// <code>
///   Start --a command or field whose rest is secret--> Secret --line end--> Start
///     |---AUTH, and perhaps a mechanism--> Word --a mechanism--> Secret, or the line's end
///     |---$n of an array (RESP)--> Literal or SecretLiteral --its end--> Open
///     '---anything else--> Open --://--> UserInfo --@, or no user--> Open --line end--> Start
/// </code>
/// <para>What may turn out to be a secret is held back until that is known, or until the other side speaks.</para>
/// </remarks>
internal sealed class SecretMasker
{
    private const int LongestName = 40;
    private const int LongestCommand = 512;
    private const int LongestUserInfo = 1024;

    private readonly TranscriptSide _side;
    private readonly LoginProgress _login;
    private readonly LoginProgress? _alsoTold;
    private readonly MaskedOutput _output = new();
    private readonly StringBuilder _line = new();
    private readonly List<string> _arguments = new();
    private readonly StringBuilder _argument = new();
    private Mode _mode;
    private string _tag = "";
    private bool _isFolding;
    private bool _skipsSpaces;
    private bool _isUserDue;
    private bool _isQuoted;
    private bool _isForced;
    private int _schemeEnd;
    private byte _last;
    private int _argumentsLeft;
    private long _literalLeft;

    /// <summary>A masker for one side.</summary>
    /// <param name="side">Who speaks.</param>
    /// <param name="login">How far a login has come.</param>
    /// <param name="alsoTold">Another's view of the same login, which is told of the server's lines too; null: nobody's.</param>
    internal SecretMasker(TranscriptSide side, LoginProgress login, LoginProgress? alsoTold = null)
    {
        _side = side;
        _login = login;
        _alsoTold = alsoTold;
    }

    private enum Mode
    {
        Start,
        Open,
        Secret,
        Word,
        UserInfo,
        SecretLength,
        Literal,
        SecretLiteral,
    }

    private bool IsClient => _side == TranscriptSide.Client;

    /// <summary>Whether something is held back.</summary>
    internal bool Holds => _output.Held.Count > 0;

    /// <summary>Judges the next bytes.</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="known">Where whoever sends them knows of secrets, in order; null: nowhere.</param>
    internal MaskedBytes Mask(ArraySegment<byte> data, IReadOnlyList<MaskedStretch>? known = null)
    {
        _output.Begin(data);
        int end = data.Offset + data.Count;
        int at = data.Offset;
        for (int i = 0; i < (known?.Count ?? 0); i++)
        {
            MaskedStretch secret = known![i];
            Scan(data.Array!, at, data.Offset + secret.Offset);
            _isForced = true;
            Scan(data.Array!, data.Offset + secret.Offset, data.Offset + secret.End);
            if (_output.Held.Count > 0)
            {
                _output.Release(asSecret: true);
            }

            _isForced = false;
            at = data.Offset + secret.End;
        }

        Scan(data.Array!, at, end);
        return _output.End();
    }

    /// <summary>Whether bytes are one line of the server's that nothing is to be learnt from.</summary>
    internal bool IsPlainLine(ArraySegment<byte> data) =>
        _mode == Mode.Start && IsAtPlainLine(data.Array!, data.Offset, data.Offset + data.Count, out int next) && next == data.Offset + data.Count;

    /// <summary>Judges what is held back by what is known so far.</summary>
    internal MaskedBytes Flush()
    {
        _output.Begin(new ArraySegment<byte>(Array.Empty<byte>()));
        string held = HeldText();
        if (_mode == Mode.Word)
        {
            _output.Release(!SaslMechanisms.Contains(held));
            _mode = Mode.Secret;
        }
        else
        {
            // host:80 is no user; anything else may be one, with half a password.
            int colon = held.IndexOf(':');
            _output.Release(colon >= 0 && held.Skip(colon + 1).Any(c => c is < '0' or > '9'));
        }

        return _output.End();
    }

    /// <summary>Bytes went by that nobody looked at.</summary>
    /// <param name="endsLine">Whether the last of them was a line feed.</param>
    internal void Skip(bool endsLine)
    {
        _mode = endsLine ? Mode.Start : Mode.Open;
        _line.Clear();
        _argumentsLeft = 0;
        _isFolding = false;
    }

    private void Scan(byte[] data, int at, int end)
    {
        while (at < end)
        {
            at = _mode switch
            {
                Mode.Start when IsAtPlainLine(data, at, end, out int next) => PassLine(at, next),
                Mode.Start => ScanStart(data, at),
                Mode.Open => ScanOpen(data, at, end),
                Mode.Secret => ScanSecret(data, at, end),
                Mode.Word => ScanWord(data, at),
                Mode.UserInfo => ScanUserInfo(data, at),
                Mode.SecretLength => ScanSecretLength(data, at),
                _ => ScanLiteral(data, at, end),
            };
        }
    }

    // Whether the server's next line is here whole, and nothing in it is to be judged: so are most, and each of them costs little.
    private bool IsAtPlainLine(byte[] data, int at, int end, out int next)
    {
        next = 0;
        if (IsClient || _isForced || _isFolding || _line.Length > 0 || data[at] is (byte)'3' or (byte)'*' || _login.IsUnderWay || _alsoTold is { IsUnderWay: true })
        {
            return false;
        }

        int feed = Array.IndexOf(data, (byte)'\n', at, end - at);
        if (feed < 0)
        {
            return false;
        }

        next = feed + 1;
        int colon = Array.IndexOf(data, (byte)':', at, feed - at);
        if (colon < 0)
        {
            return true;
        }

        bool isField = colon - at < LongestName && Array.IndexOf(data, (byte)' ', at, colon - at) < 0;
        while (colon >= 0 && !(data[colon + 1] == '/' && data[colon + 2] == '/'))
        {
            colon = Array.IndexOf(data, (byte)':', colon + 1, feed - colon - 1);
        }

        return !isField && colon < 0;
    }

    private int PassLine(int from, int next)
    {
        Plain(from, next);
        return next;
    }

    private int ScanStart(byte[] data, int at)
    {
        byte value = data[at];
        if (value is (byte)'\r' or (byte)'\n')
        {
            _mode = Mode.Open;
            return at;
        }

        if (_line.Length == 0 && BeginLine(value))
        {
            return at;
        }

        _line.Append((char)value);
        Plain(at, at + 1);
        if (_mode == Mode.Start)
        {
            JudgeStart(value);
        }

        return at + 1;
    }

    // Whether the line's first byte is for another mode.
    private bool BeginLine(byte first)
    {
        bool folds = _isFolding && first is (byte)' ' or (byte)'\t';
        _isFolding = folds;
        if (folds || (IsClient && _login.IsSecretDue))
        {
            BeginSecret();
            return true;
        }

        if (_argumentsLeft > 0 && first == '$' && IsSecretArgument())
        {
            _mode = Mode.SecretLength;
            _literalLeft = 0;
            return true;
        }

        _argumentsLeft = first == '$' ? _argumentsLeft : 0;
        return false;
    }

    private void JudgeStart(byte value)
    {
        int most = LongestName;
        if (value == ':')
        {
            string name = _line.ToString(0, _line.Length - 1);
            if (name.IndexOf(' ') < 0 && SecretFieldNames.Contains(name))
            {
                _isFolding = true;
                BeginSecret();
                return;
            }
        }
        else if (value == '/' && _line.Length >= 3 && _line[_line.Length - 2] == '/' && _line[_line.Length - 3] == ':')
        {
            _mode = Mode.UserInfo;
            return;
        }
        else if (value == ' ' && IsClient && !_login.IsMessage)
        {
            most = JudgeCommand() ? LongestCommand : LongestName;
            if (_mode != Mode.Start)
            {
                return;
            }
        }
        else if (_arguments.Count > 0)
        {
            most = LongestCommand;
        }

        if (_line.Length >= most)
        {
            _mode = Mode.Open;
            _schemeEnd = 0;
        }
    }

    // Whether the command goes on to be of interest; what is secret from here on begins here.
    private bool JudgeCommand()
    {
        string[] words = _line.ToString().Split(new[] { ' ' }, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
        {
            return false;
        }

        string verb = words[0].ToUpperInvariant();
        switch (verb)
        {
            case "PASS" or "ACCT" or "ADAT" or "LOGIN" or "OPER":
            case "APOP" when words.Length == 2:
                BeginSecret();
                return true;
            case "AUTH" or "AUTHENTICATE":
                BeginWord("");
                return true;
            case "AUTHINFO":
                switch (words.Length == 2 ? words[1].ToUpperInvariant() : "USER")
                {
                    case "USER":
                        return false;
                    case "SASL":
                        BeginWord("");
                        return true;
                    default:
                        BeginSecret();
                        return true;
                }

            case "HELLO" or "MIGRATE" or "CONFIG" or "ACL" or "SENTINEL":
                _arguments.Clear();
                _arguments.AddRange(words);
                if (IsSecretArgument())
                {
                    BeginSecret();
                }

                return true;
            default:
                return words.Length == 2 && IsTag(words[0]) && JudgeTagged(words[0], words[1].ToUpperInvariant());
        }
    }

    private bool JudgeTagged(string tag, string verb)
    {
        switch (verb)
        {
            case "LOGIN":
                _login.Begin(tag, goesOn: false);
                BeginSecret();
                _isUserDue = true;
                return true;
            case "AUTHENTICATE":
                BeginWord(tag);
                return true;
            default:
                return false;
        }
    }

    private bool IsTag(string word) => word.Length <= 32 && (_login.IsImap || word.Length <= 2 || word.Any(char.IsDigit));

    private bool IsSecretArgument()
    {
        string verb = _arguments.Count > 0 ? _arguments[0].ToUpperInvariant() : "";
        return RedisSecrets.MayBeIn(verb) && RedisSecrets.First(verb, _arguments.Append("").ToArray()) <= _arguments.Count;
    }

    private void BeginSecret()
    {
        _mode = Mode.Secret;
        _skipsSpaces = true;
        _isUserDue = false;
        _isQuoted = false;
        _last = 0;
    }

    private void BeginWord(string tag)
    {
        _mode = Mode.Word;
        _tag = tag;
    }

    private int ScanWord(byte[] data, int at)
    {
        byte value = data[at];
        if (value is not ((byte)' ' or (byte)'\r' or (byte)'\n'))
        {
            _output.Hold(value);
            return at + 1;
        }

        string word = HeldText();
        if (word.Length == 0 && value == ' ')
        {
            Plain(at, at + 1);
            return at + 1;
        }

        bool isMechanism = SaslMechanisms.Contains(word);
        _output.Release(!isMechanism || _isForced);
        BeginSecret();
        if (isMechanism)
        {
            _login.Begin(_tag, goesOn: value != ' ' || !SaslMechanisms.EndsWithItsFirst(word));
        }

        return at;
    }

    private int ScanSecret(byte[] data, int at, int end)
    {
        while (_skipsSpaces && at < end && data[at] is (byte)' ' or (byte)'\t')
        {
            Plain(at, at + 1);
            at++;
        }

        int stop = at;
        while (stop < end && data[stop] is not ((byte)'\r' or (byte)'\n') && !EndsUser(data[stop]))
        {
            _last = data[stop];
            stop++;
        }

        if (stop > at)
        {
            _skipsSpaces = false;
            _output.Secret();
        }

        if (stop < end)
        {
            if (data[stop] == ' ')
            {
                _isUserDue = false;
                _skipsSpaces = true;
                return stop;
            }

            _mode = Mode.Open;
            _schemeEnd = 0;
        }

        return stop;
    }

    // Name and password are two words to whoever reads them (RFC 9051, 6.2.3), tshark among them; a quoted name may have spaces.
    private bool EndsUser(byte value)
    {
        if (!_isUserDue || value == ' ')
        {
            return _isUserDue && !_isQuoted;
        }

        _isQuoted ^= value == '"' && _last != '\\';
        return false;
    }

    private int ScanOpen(byte[] data, int at, int end)
    {
        int feed = Array.IndexOf(data, (byte)'\n', at, end - at);
        int stop = feed < 0 ? end : feed + 1;
        int from = at;
        while (at < stop)
        {
            if (_schemeEnd > 0)
            {
                _schemeEnd = data[at] == '/' ? _schemeEnd + 1 : data[at] == ':' ? 1 : 0;
                at++;
                if (_schemeEnd == 3)
                {
                    _schemeEnd = 0;
                    _mode = Mode.UserInfo;
                    Plain(from, at);
                    return at;
                }
            }
            else
            {
                int colon = Array.IndexOf(data, (byte)':', at, stop - at);
                _schemeEnd = colon < 0 ? 0 : 1;
                at = colon < 0 ? stop : colon + 1;
            }
        }

        Plain(from, stop);
        if (feed >= 0)
        {
            EndLine();
        }

        return stop;
    }

    private int ScanUserInfo(byte[] data, int at)
    {
        byte value = data[at];
        if (value == '@')
        {
            _output.Release(asSecret: true);
            Plain(at, at + 1);
            return at + 1;
        }

        if (value <= ' ' || value is (byte)'/' or (byte)'?' or (byte)'#' or (byte)'"' or (byte)'\'' or (byte)'<' or (byte)'>' or (byte)'`' || _output.Held.Count >= LongestUserInfo)
        {
            _output.Release(asSecret: _isForced);
            _mode = Mode.Open;
            _schemeEnd = 0;
            return at;
        }

        _output.Hold(value);
        return at + 1;
    }

    private int ScanSecretLength(byte[] data, int at)
    {
        byte value = data[at];
        if (value is >= (byte)'0' and <= (byte)'9')
        {
            _literalLeft = Math.Min((_literalLeft * 10) + (value - '0'), int.MaxValue);
            _output.Secret();
            return at + 1;
        }

        Plain(at, at + 1);
        if (value == '\n')
        {
            _mode = _literalLeft > 0 ? Mode.SecretLiteral : Mode.Open;
            _argumentsLeft--;
            _arguments.Add("");
        }

        return at + 1;
    }

    private int ScanLiteral(byte[] data, int at, int end)
    {
        int count = (int)Math.Min(_literalLeft, end - at);
        _literalLeft -= count;
        if (_mode == Mode.SecretLiteral)
        {
            _output.Secret();
        }
        else
        {
            Plain(at, at + count);
            for (int i = at; i < at + count && _argument.Length < LongestName; i++)
            {
                _argument.Append((char)data[i]);
            }
        }

        if (_literalLeft == 0)
        {
            if (_mode == Mode.Literal)
            {
                EndArgument();
            }

            _mode = Mode.Open;
            _schemeEnd = 0;
        }

        return at + count;
    }

    private void EndArgument()
    {
        // Behind a verb that has no secrets, nothing needs to be remembered.
        if (_arguments.Count == 0 || RedisSecrets.MayBeIn(_arguments[0].ToUpperInvariant()))
        {
            _arguments.Add(_argument.ToString());
        }

        _argument.Clear();
    }

    private void EndLine()
    {
        string line = _line.ToString();
        _line.Clear();
        _mode = Mode.Start;
        _schemeEnd = 0;
        if (!IsClient)
        {
            _login.OnServerLine(line);
            _alsoTold?.OnServerLine(line);
            return;
        }

        if (_last == '}' && _login.IsUnderWay)
        {
            // A literal: what it holds comes next.
            _login.IsSecretDue = true;
        }

        _last = 0;
        if (line == ".")
        {
            _login.IsMessage = false;
        }

        if (line.Length > 1 && line[0] is '*' or '$' && int.TryParse(line.Substring(1), NumberStyles.None, CultureInfo.InvariantCulture, out int count))
        {
            BeginArray(line[0] == '*', count);
        }
        else if (_argumentsLeft == 0)
        {
            _arguments.Clear();
        }
    }

    private void BeginArray(bool isArray, int count)
    {
        if (isArray)
        {
            _arguments.Clear();
            _argumentsLeft = count;
        }
        else if (_argumentsLeft > 0)
        {
            _argumentsLeft--;
            _literalLeft = count;
            if (count > 0)
            {
                _mode = Mode.Literal;
            }
            else
            {
                EndArgument();
            }
        }
    }

    private void Plain(int from, int to)
    {
        if (_isForced && to > from)
        {
            _output.Secret();
        }
        else
        {
            _output.Plain(from, to);
        }
    }

    private string HeldText() => string.Concat(_output.Held.Select(b => (char)b));
}
