using SocketTools.Faults;
using SocketTools.Http;

namespace SocketTools.CommandBases;

/// <summary>One request on its way, and what came of it.</summary>
internal sealed class FetchJob
{
    /// <summary>A request that is ready to go.</summary>
    /// <param name="request">The request.</param>
    /// <param name="shown">What errors are about: the URI as it may be shown.</param>
    internal FetchJob(HttpRequest request, object shown)
    {
        Request = request;
        Shown = shown;
    }

    internal HttpRequest Request { get; }

    internal object Shown { get; }

    /// <summary>The response; null: none came.</summary>
    internal RawHttpResponse? Response { get; set; }

    /// <summary>Why none came, where the work was done on another thread.</summary>
    internal SocketToolsException? Fault { get; set; }
}
