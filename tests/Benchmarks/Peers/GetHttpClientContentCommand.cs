using System.Linq;
using System.Management.Automation;
using System.Net.Http;
using System.Threading.Tasks;

namespace SocketTools.Benchmarks;

/// <summary>Fetches pages as a compiled C# program would: HttpClient in a loop, its answers thrown away.</summary>
[Cmdlet(VerbsCommon.Get, "HttpClientContent")]
public sealed class GetHttpClientContentCommand : PSCmdlet
{
    private static readonly HttpClient s_client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });

    /// <summary>The pages.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public string[] Uri { get; set; } = null!;

    /// <summary>How many at once.</summary>
    [Parameter]
    public int ThrottleLimit { get; set; } = 1;

    /// <inheritdoc/>
    protected override void ProcessRecord() => FetchAsync().GetAwaiter().GetResult();

    private async Task FetchAsync()
    {
        int next = -1;
        await Task.WhenAll(Enumerable.Range(0, ThrottleLimit).Select(_ => Task.Run(async () =>
        {
            int at;
            while ((at = System.Threading.Interlocked.Increment(ref next)) < Uri.Length)
            {
                await s_client.GetByteArrayAsync(Uri[at]).ConfigureAwait(false);
            }
        }))).ConfigureAwait(false);
    }
}
