namespace SocketTools.Playing;

/// <summary>In which order a replay takes what clients send.</summary>
public enum ReplayOrder
{
    /// <summary>As the transcript has it.</summary>
    Strict,

    /// <summary>Each step of the client's is answered whenever it comes, and as often; HTTP requests by method and target.</summary>
    Any,
}
