using SocketTools.Replies;


namespace SocketTools.Http;

/// <summary>A request as a command.</summary>
internal sealed class HttpCommand : PreparedCommand
{
    /// <summary>Makes one.</summary>
    internal HttpCommand(string shown, HttpRequest request)
        : base(shown, request.Method, HttpExchange.ToBytes(request))
    {
        Request = request;
        Pipelining = PipelineRule.Refused;
    }

    /// <summary>What it asks.</summary>
    internal HttpRequest Request { get; }
}
