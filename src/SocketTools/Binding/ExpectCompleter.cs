namespace SocketTools.Binding;

/// <summary>Offers codes of replies.</summary>
public sealed class ExpectCompleter : WordCompleter
{
    /// <summary>Makes it.</summary>
    public ExpectCompleter()
        : base("2xx", "3xx", "220", "250", "354", "OK")
    {
    }
}
