using System;
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

    /// <summary>Stands for a request that was sent.</summary>
    internal HttpCommand(HttpRequest sent)
        : base($"{sent.Method} {SecretFields.WithoutUserInfo(sent.RequestTarget ?? sent.Target.RequestTarget)}", sent.Method, Array.Empty<byte[]>()) => Request = sent;

    /// <summary>What it asks.</summary>
    internal HttpRequest Request { get; }
}
