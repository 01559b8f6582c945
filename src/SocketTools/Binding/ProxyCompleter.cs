namespace SocketTools.Binding;

/// <summary>Offers proxies by their schemes.</summary>
public sealed class ProxyCompleter : WordCompleter
{
    /// <summary>Makes it.</summary>
    public ProxyCompleter()
        : base("http://", "https://", "socks5://", "socks5h://", "socks4a://")
    {
    }
}
