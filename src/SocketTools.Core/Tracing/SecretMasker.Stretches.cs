using System;

namespace SocketTools.Tracing;

/// <content>What a line goes on with, behind its beginning: how far each stretch of it reaches.</content>
internal sealed partial class SecretMasker
{
    private int ScanWord(byte[] data, int at)
    {
        byte value = data[at];
        bool isBlank = value is (byte)' ' or (byte)'\t';
        if (!isBlank && value is not ((byte)'\r' or (byte)'\n'))
        {
            _output.Hold(value);
            if (_output.Held.Count > LongestName)
            {
                // No mechanism has such a name, however it goes on.
                _output.Release(asSecret: true);
                BeginSecret();
            }

            return at + 1;
        }

        string word = HeldText();
        if (word.Length == 0 && isBlank)
        {
            Plain(data, at, at + 1);
            return at + 1;
        }

        bool isMechanism = SaslMechanisms.Contains(word);
        _output.Release(!isMechanism || _isForced);
        BeginSecret();
        if (isMechanism)
        {
            _login.Begin(_tag, goesOn: !isBlank || !SaslMechanisms.EndsWithItsFirst(word));
        }

        return at;
    }

    private int ScanSecret(byte[] data, int at, int end)
    {
        while (_skipsSpaces && at < end && data[at] is (byte)' ' or (byte)'\t')
        {
            Plain(data, at, at + 1);
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
            _output.Secret(data, at, stop);
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
                    Plain(data, from, at);
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

        Plain(data, from, stop);
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
            Plain(data, at, at + 1);
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

        Plain(data, at, at + 1);
        if (value == '\n')
        {
            _mode = _literalLeft > 0 ? Mode.SecretLiteral : Mode.Open;
            _isName = _arguments.NextIsName;
            _arguments.PassSecret();
        }

        return at + 1;
    }

    private int ScanLiteral(byte[] data, int at, int end)
    {
        int count = (int)Math.Min(_literalLeft, end - at);
        _literalLeft -= count;
        if (_mode == Mode.SecretLiteral)
        {
            _output.Secret(_isName ? null : data, at, at + count);
        }
        else
        {
            Plain(data, at, at + count);
            _arguments.Append(data, at, at + count);
        }

        if (_literalLeft == 0)
        {
            if (_mode == Mode.Literal)
            {
                _arguments.EndNext();
            }

            _mode = Mode.Open;
            _schemeEnd = 0;
        }

        return at + count;
    }
}
