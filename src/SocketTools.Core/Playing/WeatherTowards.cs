namespace SocketTools.Playing;

/// <summary>Which way the bytes go that the weather meets.</summary>
// Of 64 bits, so that ConvertTo-Json writes the name.
public enum WeatherTowards : long
{
    /// <summary>Both ways.</summary>
    Both,

    /// <summary>What the client gets.</summary>
    Client,

    /// <summary>What the server gets.</summary>
    Server,
}
