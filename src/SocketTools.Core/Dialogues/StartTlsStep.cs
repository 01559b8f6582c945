namespace SocketTools.Dialogues;

/// <summary>One step on the way to TLS: a command, and the reply that lets it go on.</summary>
/// <param name="Command">What is said, where <c>{0}</c> is our name; null: nothing, the server greets.</param>
/// <param name="Codes">The replies that are right.</param>
internal sealed record StartTlsStep(string? Command, params string[] Codes)
{
    /// <summary>The code of a reply that says no more than that another will come; null: there is none.</summary>
    internal string? NotYet { get; init; }

    /// <summary>The server greets.</summary>
    internal static StartTlsStep Greeting(params string[] codes) => new(null, codes);
}
