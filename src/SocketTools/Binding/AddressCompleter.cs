namespace SocketTools.Binding;

/// <summary>Offers the local addresses to listen on.</summary>
public sealed class AddressCompleter : WordCompleter
{
    /// <summary>Makes it.</summary>
    public AddressCompleter()
        : base("127.0.0.1", "::1", "0.0.0.0", "::")
    {
    }
}
