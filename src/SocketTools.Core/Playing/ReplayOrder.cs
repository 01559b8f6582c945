namespace SocketTools.Playing;

/// <summary>In which order a replay takes what clients send.</summary>
// Of 64 bits, so that ConvertTo-Json writes the name.
public enum ReplayOrder : long
{
    /// <summary>As the transcript has it.</summary>
    Strict,

    /// <summary>Each step of the client's is answered whenever it comes, and as often; HTTP requests by method and target.</summary>
    Any,
}
