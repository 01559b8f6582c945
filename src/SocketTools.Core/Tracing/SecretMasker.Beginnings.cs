using System;
using System.Linq;

namespace SocketTools.Tracing;

/// <content>How a line begins: whether it is a command, a field or a URI with a secret to come.</content>
internal sealed partial class SecretMasker
{
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
        Plain(data, at, at + 1);
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

        if (_arguments.Left > 0 && first == '$' && _arguments.NextIsSecret)
        {
            _mode = Mode.SecretLength;
            _literalLeft = 0;
            return true;
        }

        if (first != '$')
        {
            _arguments.Abandon();
        }

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
        else if (value is (byte)' ' or (byte)'\t' && IsClient && !_login.IsMessage)
        {
            most = JudgeCommand() ? LongestCommand : LongestName;
            if (_mode != Mode.Start)
            {
                return;
            }
        }
        else if (_arguments.Any)
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
        string[] words = _line.ToString().Split(new[] { ' ', '\t' }, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
        {
            return false;
        }

        switch (SecretVerbs.Behind(words))
        {
            case SecretVerbs.Rest.Secret:
                BeginSecret();
                return true;
            case SecretVerbs.Rest.Mechanism:
                BeginWord("");
                return true;
        }

        if (!RedisSecrets.MayBeIn(words[0].ToUpperInvariant()))
        {
            return words.Length == 2 && IsTag(words[0]) && JudgeTagged(words[0], words[1].ToUpperInvariant());
        }

        _arguments.Are(words);
        if (_arguments.NextIsSecret)
        {
            BeginSecret();
        }

        return true;
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
}
