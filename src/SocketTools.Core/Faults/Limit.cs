namespace SocketTools.Faults;

/// <summary>The clocks and budgets of a call: which of them ran out is data, so that whoever tells of it can name it as its user does.</summary>
// Of 64 bits, so that ConvertTo-Json writes the name.
public enum Limit : long
{
    /// <summary>None ran out.</summary>
    None,

    /// <summary>Name, connect, proxy and TLS together.</summary>
    ConnectTimeout,

    /// <summary>The longest silence.</summary>
    IdleTimeout,

    /// <summary>The whole call.</summary>
    Timeout,

    /// <summary>The length of a line.</summary>
    LineLength,

    /// <summary>The size of a header block.</summary>
    HeaderBytes,

    /// <summary>The size of a body.</summary>
    BodyBytes,

    /// <summary>The size of what is received at once.</summary>
    Bytes,

    /// <summary>How many redirects are followed.</summary>
    Redirection,
}
