using System.Diagnostics;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;
using SocketTools.Tests.Tls;

namespace SocketTools.Tests.Cmdlets;

/// <summary>Call after call of each cmdlet that connects, plain and TLS, failing and not: nothing is held, no handle and no thread is left.</summary>
[Collection(Alone.Name)]
public sealed class FlatTests : TlsTest
{
    private const int Calls = 200;

    // What the engine, its caches and the compiler still add; a call that is held, its request and response with it, is 4 KiB or more.
    private const int MostBytes = 400 * 1024;

    // The pool takes more threads where the machine is busy, and gives them back after 20 seconds; one for every other call is 100.
    private const int MostMore = Calls / 8;

    private readonly TemporaryFolder _root = new();
    private readonly NginxServer _nginx;

    public FlatTests(Certificates certificates)
        : base(certificates)
    {
        File.WriteAllText(_root["x"], "hi");
        _nginx = new NginxServer(_root.Path, certificates.GoodFile);
        Session["u"] = $"http://127.0.0.1:{_nginx.Port}/x";
        Session["s"] = $"https://localhost:{_nginx.SecurePort}/x";
        Session["port"] = _nginx.Port;
        Session["secure"] = _nginx.SecurePort;
        Session["body"] = new byte[300_000];
    }

    [Theory]
    [InlineData("Invoke-RawHttpGet $u")]
    [InlineData("Invoke-RawHttpGet $s -SkipCertificateCheck")]
    [InlineData("Invoke-RawHttpGet $s -ErrorAction Ignore")]
    [InlineData("Invoke-RawHttpGet http://127.0.0.1:$dead/ -ErrorAction Ignore")]
    [InlineData("$u, $u, $u | Invoke-RawHttpGet -ThrottleLimit 3")]
    [InlineData("Invoke-RawHttpRequest $u PUT -Body $body")]
    [InlineData("Get-UriContent $u")]
    [InlineData("Get-UriContent ${u}none -ErrorAction Ignore")]
    [InlineData("New-SocketConnection 127.0.0.1 $port | Close-SocketConnection")]
    [InlineData("New-SocketConnection 127.0.0.1 $secure -Tls -SkipCertificateCheck | Close-SocketConnection")]
    [InlineData("New-SocketConnection 127.0.0.1 $port -Tls -ErrorAction Ignore")]
    [InlineData("New-SocketConnection 127.0.0.1 $port | ForEach-Object { Invoke-SocketCommand 'GET /x' -Connection $_ -ReplyFormat Http; Close-SocketConnection $_ }")]
    [InlineData("Get-SocketCertificate 127.0.0.1 $secure")]
    [InlineData("Test-SocketPort 127.0.0.1 $port, $dead")]
    [InlineData("Resolve-SocketAddress 127.0.0.1")]
    public void Calls_leave_nothing_behind(string call)
    {
        using var dead = new RefusingPort();
        Session["dead"] = dead.Port;
        string script = $"for ($i = 0; $i -lt $calls; $i++) {{ $null = {call} }}; $Error.Clear()";
        Session["calls"] = Calls / 3;
        Run(script);
        Session["calls"] = Calls;
        (long heap, int handles, int threads) = Measured();
        Run(script);

        // A close that drains, and a thread that waits for more work, may take a while to end.
        (long Heap, int Handles, int Threads) after = Measured();
        for (var waited = Stopwatch.StartNew(); !IsFlat() && waited.Elapsed < Eventually.Patience; after = Measured())
        {
            Thread.Sleep(100);
        }

        Assert.True(IsFlat(), $"before: {heap} bytes, {handles} handles, {threads} threads; after {Calls} calls: {after}");

        bool IsFlat() => after.Heap - heap < MostBytes && after.Handles <= handles + MostMore && after.Threads <= threads + MostMore;
    }

    protected override void Dispose(bool disposing)
    {
        _nginx.Dispose();
        _root.Dispose();
        base.Dispose(disposing);
    }

    private static (long Heap, int Handles, int Threads) Measured()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        using var process = Process.GetCurrentProcess();
        return (GC.GetTotalMemory(forceFullCollection: true), process.HandleCount, process.Threads.Count);
    }
}
