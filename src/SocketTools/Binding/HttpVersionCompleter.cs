namespace SocketTools.Binding;

/// <summary>Offers the versions of HTTP that are spoken here.</summary>
public sealed class HttpVersionCompleter : WordCompleter
{
    /// <summary>Makes it.</summary>
    public HttpVersionCompleter()
        : base("1.1", "1.0")
    {
    }
}
