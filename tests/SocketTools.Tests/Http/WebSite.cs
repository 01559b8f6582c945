using SocketTools.Tests.Servers;

[assembly: AssemblyFixture(typeof(SocketTools.Tests.Http.WebSite))]

namespace SocketTools.Tests.Http;

/// <summary>Files of several sizes, served by nginx and by Python for as long as the tests run; each starts when first asked for.</summary>
public sealed class WebSite : IDisposable
{
    /// <summary>The size of the largest file.</summary>
    internal const int Large = 24 * 1024 * 1024;

    private readonly Lazy<NginxServer> _nginx;
    private readonly Lazy<PythonServer> _python;
    private readonly Lazy<TemporaryFolder> _root = new(MakeRoot);

    public WebSite()
    {
        _nginx = new(() => new NginxServer(_root.Value.Path));
        _python = new(() => new PythonServer(_root.Value.Path));
    }

    internal NginxServer Nginx => _nginx.Value;

    internal PythonServer Python => _python.Value;

    public void Dispose()
    {
        foreach (IDisposable server in new IDisposable?[] { _nginx.IsValueCreated ? _nginx.Value : null, _python.IsValueCreated ? _python.Value : null }.OfType<IDisposable>())
        {
            server.Dispose();
        }

        if (_root.IsValueCreated)
        {
            _root.Value.Dispose();
        }
    }

    private static TemporaryFolder MakeRoot()
    {
        var root = new TemporaryFolder();
        Fill(root.Path);
        var large = new byte[Large];
        new Random(7).NextBytes(large);
        File.WriteAllBytes(root[large.Length.ToString((IFormatProvider?)null)], large);
        return root;
    }

    /// <summary>Writes the small files.</summary>
    internal static void Fill(string root)
    {
        var random = new Random(7);
        foreach (int size in new[] { 0, 1, 64 * 1024 })
        {
            var bytes = new byte[size];
            random.NextBytes(bytes);
            File.WriteAllBytes(Path.Combine(root, size.ToString((IFormatProvider?)null)), bytes);
        }

        File.WriteAllText(Path.Combine(root, "hello.txt"), "hello, Grüße\n");
        File.WriteAllText(Path.Combine(root, "lines.txt"), string.Concat(Enumerable.Range(0, 20_000).Select(static i => $"line {i}, much like the others\n")));

        // What was changed a moment ago has but a weak validator (RFC 9110, 8.8.2.2), and a download cannot go on by that.
        foreach (string file in Directory.GetFiles(root))
        {
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddHours(-1));
        }
    }
}
