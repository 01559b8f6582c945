namespace SocketTools.Playing;

/// <summary>How bad weather ends a connection.</summary>
// Of 64 bits, so that ConvertTo-Json writes the name.
public enum WeatherCut : long
{
    /// <summary>An orderly end, in the middle of whatever was said.</summary>
    Close,

    /// <summary>A reset (RFC 9293, 3.10.7).</summary>
    Reset,

    /// <summary>Nothing more arrives, and nobody says so.</summary>
    Silence,
}
