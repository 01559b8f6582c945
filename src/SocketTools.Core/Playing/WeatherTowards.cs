namespace SocketTools.Playing;

/// <summary>Which way the bytes go that the weather meets.</summary>
public enum WeatherTowards
{
    /// <summary>Both ways.</summary>
    Both,

    /// <summary>What the client gets.</summary>
    Client,

    /// <summary>What the server gets.</summary>
    Server,
}
