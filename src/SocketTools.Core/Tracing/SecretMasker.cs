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
internal sealed partial class SecretMasker
{
    private const int LongestName = 40;
    private const int LongestCommand = 512;
    private const int LongestUserInfo = 1024;

    private readonly TranscriptSide _side;
    private readonly LoginProgress _login;
    private readonly LoginProgress? _alsoTold;
    private readonly MaskedOutput _output;
    private readonly StringBuilder _line = new();
    private readonly CommandArguments _arguments = new();
    private Mode _mode;
    private string _tag = "";
    private bool _isFolding;
    private bool _skipsSpaces;
    private bool _isUserDue;
    private bool _isQuoted;
    private bool _isForced;
    private bool _isPrecaution;
    private bool _isName;
    private int _schemeEnd;
    private byte _last;
    private long _literalLeft;

    /// <summary>A masker for one side.</summary>
    /// <param name="side">Who speaks.</param>
    /// <param name="login">How far a login has come.</param>
    /// <param name="alsoTold">Another's view of the same login, which is told of the server's lines too; null: nobody's.</param>
    /// <param name="learner">Learns what the secrets are; null: nobody does.</param>
    internal SecretMasker(TranscriptSide side, LoginProgress login, LoginProgress? alsoTold = null, KnownSecrets? learner = null)
    {
        _output = new MaskedOutput(learner);
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
            _isPrecaution = secret.IsPrecaution;
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

    /// <summary>The other side speaks: what has come of a secret may be all of it.</summary>
    internal void LearnSoFar() => _output.LearnSoFar();

    /// <summary>Bytes went by that nobody looked at.</summary>
    /// <param name="endsLine">Whether the last of them was a line feed.</param>
    internal void Skip(bool endsLine)
    {
        _mode = endsLine ? Mode.Start : Mode.Open;
        _line.Clear();
        _arguments.Abandon();
        _isFolding = false;
    }

    private void Scan(byte[] data, int at, int end)
    {
        while (at < end)
        {
            at = _mode switch
            {
                Mode.Start when IsAtPlainLine(data, at, end, out int next) => PassLine(data, at, next),
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

    private int PassLine(byte[] data, int from, int next)
    {
        Plain(data, from, next);
        return next;
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
        else if (_arguments.Left == 0)
        {
            _arguments.Forget();
        }
    }

    private void BeginArray(bool isArray, int count)
    {
        if (isArray)
        {
            _arguments.Begin(count);
        }
        else if (_arguments.Left > 0)
        {
            _arguments.BeginNext();
            _literalLeft = count;
            if (count > 0)
            {
                _mode = Mode.Literal;
            }
            else
            {
                _arguments.EndNext();
            }
        }
    }

    private void Plain(byte[] data, int from, int to)
    {
        if (_isForced && to > from)
        {
            _output.Secret(_isPrecaution ? null : data, from, to);
        }
        else
        {
            _output.Plain(from, to);
        }
    }

    private string HeldText() => string.Concat(_output.Held.Select(b => (char)b));
}
