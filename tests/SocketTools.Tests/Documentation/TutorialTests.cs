using SocketTools.Tests.Engine;
using SocketTools.Tests.Tls;

namespace SocketTools.Tests.Documentation;

/// <summary>The tutorial's talks with real servers run and show what they say; here, because here these servers are.</summary>
/// <remarks>Every other example of the documentation is run by the Pester suite. Nothing else runs beside these: they may close every connection there is.</remarks>
[Collection(Alone.Name)]
public class TutorialTests
{
    private const string Page = "tutorial.md";
    private const string Talks = "Talking to servers";

    private readonly Certificates _certificates;

    public TutorialTests(Certificates certificates) => _certificates = certificates;

    [Fact]
    public void The_tutorial_shows_what_real_servers_answer()
    {
        using var servers = new TutorialServers(_certificates);
        using var session = new EngineSession();
        servers.PutInto(session);
        int compared = 0;
        foreach (Example example in Example.Of(Page, Path.Combine(EngineSession.Root, "docs", Page)).Where(static e => e.Section == Talks))
        {
            servers.AwaitFor(example.Script);
            EngineResult result = session.Run(example.Script);
            string[] errors = result.Errors.Select(static e => $"{e.FullyQualifiedErrorId}: {e}")
                .Concat(result.Terminating is null ? Array.Empty<string>() : new[] { result.Terminating.Message })
                .ToArray();
            Assert.True(errors.Length == 0, example + string.Join(Environment.NewLine, errors));
            if (example.Shown is not null)
            {
                Assert.True(Gist(example.Shown) == Gist(string.Join('\n', result.Texts)), $"{example}showed:{Environment.NewLine}{string.Join(Environment.NewLine, result.Texts)}");
                compared++;
            }
        }

        Assert.True(compared > 10, $"Only {compared} examples under '{Talks}' show something.");
    }

    private static string Gist(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
