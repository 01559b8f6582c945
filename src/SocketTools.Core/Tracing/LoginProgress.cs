namespace SocketTools.Tracing;

/// <summary>How far a login on a connection has come: which lines of the client are secrets, though no word in them says so.</summary>
internal sealed class LoginProgress
{
    // Whether the server's next line is a challenge, which a literal announced (RFC 5804, 2.1).
    private bool _isChallengeDue;

    /// <summary>Whether a login was begun and not answered for good.</summary>
    internal bool IsUnderWay { get; set; }

    /// <summary>Whether the client's next line is a secret.</summary>
    internal bool IsSecretDue { get; set; }

    /// <summary>The tag of the command that began it (IMAP); empty where the protocol has none.</summary>
    internal string Tag { get; set; } = "";

    /// <summary>Whether the server has spoken as IMAP servers do.</summary>
    internal bool IsImap { get; set; }

    /// <summary>Whether the client's lines are a message, up to a dot, and no commands (RFC 5321, 4.1.1.4).</summary>
    internal bool IsMessage { get; set; }

    /// <summary>A command began a login.</summary>
    /// <param name="tag">Its tag; empty: none.</param>
    /// <param name="goesOn">Whether secrets follow on lines of their own.</param>
    internal void Begin(string tag, bool goesOn)
    {
        IsUnderWay = true;
        IsSecretDue = goesOn;
        Tag = tag;
    }

    /// <summary>The server began a line.</summary>
    /// <param name="start">Its first characters, up to 16 or its end.</param>
    internal void OnServerLine(string start)
    {
        if (_isChallengeDue)
        {
            _isChallengeDue = false;
        }
        else if (start.StartsWith("334", System.StringComparison.Ordinal) || start.StartsWith("383", System.StringComparison.Ordinal))
        {
            Begin("", goesOn: true);
        }
        else if (start.StartsWith("354", System.StringComparison.Ordinal) || start.StartsWith("340 ", System.StringComparison.Ordinal) || start.StartsWith("335 ", System.StringComparison.Ordinal))
        {
            IsMessage = true;
        }
        else if (start.StartsWith("* ", System.StringComparison.Ordinal))
        {
            IsImap = true;
        }
        else if (IsUnderWay && start.Length > 0)
        {
            if (start == "+" || start.StartsWith("+ ", System.StringComparison.Ordinal) || start[0] is '"' or '{')
            {
                IsSecretDue = true;
                _isChallengeDue = start[0] == '{';
            }
            else if (Tag.Length == 0 || start.StartsWith(Tag + " ", System.StringComparison.Ordinal))
            {
                IsUnderWay = false;
                IsSecretDue = false;
            }
        }
    }
}
