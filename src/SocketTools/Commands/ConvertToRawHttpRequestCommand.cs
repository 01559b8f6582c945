using System.Management.Automation;
using SocketTools.CommandBases;
using SocketTools.Http;

namespace SocketTools.Commands;

/// <summary>Makes the exact bytes of a request, and sends nothing.</summary>
[Cmdlet(VerbsData.ConvertTo, "RawHttpRequest", HelpUri = HelpPage.At + "ConvertTo-RawHttpRequest.md")]
[OutputType(typeof(byte[]))]
public sealed class ConvertToRawHttpRequestCommand : MakeRequestCmdlet
{
    /// <inheritdoc/>
    protected override void Take(HttpRequest request) => WriteObject(HttpExchange.ToBytes(request, StartClock(default)), enumerateCollection: false);
}
