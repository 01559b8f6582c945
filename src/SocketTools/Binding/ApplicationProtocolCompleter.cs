namespace SocketTools.Binding;

/// <summary>Offers application protocols (ALPN).</summary>
public sealed class ApplicationProtocolCompleter : WordCompleter
{
    /// <summary>Makes it.</summary>
    public ApplicationProtocolCompleter()
        : base("http/1.1", "h2", "imap", "pop3", "ftp", "smtp", "xmpp-client", "mqtt", "postgresql")
    {
    }
}
