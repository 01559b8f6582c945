namespace SocketTools.Binding;

/// <summary>Offers the methods of HTTP (RFC 9110, 9.3; RFC 5789).</summary>
public sealed class HttpMethodCompleter : WordCompleter
{
    /// <summary>Makes it.</summary>
    public HttpMethodCompleter()
        : base(HttpMethods.Known)
    {
    }
}
