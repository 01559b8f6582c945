using System.Management.Automation;
using SocketTools.CommandBases;
using SocketTools.Http;

namespace SocketTools.Commands;

/// <summary>Fetches URIs over raw HTTP.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "RawHttpGet", SupportsShouldProcess = true, HelpUri = HelpPage.At + "Invoke-RawHttpGet.md")]
[OutputType(typeof(RawHttpResponse))]
public sealed class InvokeRawHttpGetCommand : InvokeHttpCmdlet
{
    /// <inheritdoc/>
    protected override HttpRequest NewRequest(HttpTarget target) => new("GET", target, HttpVersion);
}
