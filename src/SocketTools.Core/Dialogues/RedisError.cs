namespace SocketTools.Dialogues;

/// <summary>An error that Redis answers, alone or inside an array.</summary>
public sealed class RedisError
{
    /// <summary>An error in the server's words.</summary>
    public RedisError(string message)
    {
        Message = message;
        Code = CommandLine.Word(message, 0);
    }

    /// <summary>Its first word: <c>ERR</c>, <c>WRONGTYPE</c>, <c>NOAUTH</c> and so on.</summary>
    public string Code { get; }

    /// <summary>All of it.</summary>
    public string Message { get; }

    /// <inheritdoc/>
    public override string ToString() => Message;
}
