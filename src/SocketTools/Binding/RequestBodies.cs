using System.Collections;
using System.Linq;
using System.Management.Automation;
using System.Text;
using SocketTools.Http;

namespace SocketTools.Binding;

/// <summary>Makes a request's body of the parameters -Body and -InFile.</summary>
internal static class RequestBodies
{
    /// <summary>The body; null where there is none.</summary>
    internal static RequestBody? Of(PSCmdlet cmdlet, WireData? body, string? inFile, IDictionary? headers)
    {
        if (inFile is not null)
        {
            return RequestBody.OfFile(FilePath.Resolve(cmdlet, inFile));
        }

        return body is null ? null : RequestBody.OfBytes(body.ToArray(Charset(headers)));
    }

    // Text goes out in the charset that the request's own Content-Type names; UTF-8 where it names none.
    private static Encoding Charset(IDictionary? headers) => HeaderPairs.Of(headers)
        .Where(static field => string.Equals(field.Key, "Content-Type", System.StringComparison.OrdinalIgnoreCase))
        .Select(static field => BodyText.Charset(field.Value.LastOrDefault() ?? ""))
        .FirstOrDefault() ?? Connections.ConnectionSettings.DefaultEncoding;
}
