using SocketTools.Tests.Engine;
using SocketTools.Tests.Tls;

namespace SocketTools.Tests.Documentation;

/// <summary>Every example of the documentation runs: what is fenced as powershell, page by page, in order, in a session of the page's own.</summary>
/// <remarks>The session is the one that SocketTools.Shell opens, at the root of the checkout: what a reader has who follows the README.
/// Examples may close every connection there is, so nothing else runs beside them. What they show is compared by the Pester suite; the
/// tutorial's talks with real servers are compared here, because here these servers are.</remarks>
[Collection(Alone.Name)]
public class ExampleTests
{
    private const string Tutorial = "tutorial.md";
    private const string Talks = "Talking to servers";

    private static readonly string s_docs = Path.Combine(EngineSession.Root, "docs");

    private readonly Certificates _certificates;

    public ExampleTests(Certificates certificates) => _certificates = certificates;

    public static TheoryData<string> Pages() =>
        new(Directory.GetFiles(Path.Combine(s_docs, "en-US"), "*.md").Order(StringComparer.Ordinal).Select(static p => "en-US/" + Path.GetFileName(p)));

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_example_of_a_page_runs_without_an_error(string page)
    {
        // In these pages a syntax diagram is fenced too; examples are what stands under EXAMPLES.
        Example[] examples = Example.Of(page, Path.Combine(s_docs, page)).Where(static e => e.Section == "EXAMPLES").ToArray();
        int least = page.Contains("about_", StringComparison.Ordinal) ? 0 : 1;
        Assert.True(examples.Length >= least, $"docs/{page} has {examples.Length} examples fenced as powershell; {least} are due.");
        using EngineSession session = EngineSession.LikeTheShell();
        foreach (Example example in examples)
        {
            Run(example, session);
        }
    }

    [Fact]
    public void The_tutorial_runs_and_shows_what_real_servers_answer()
    {
        using var servers = new TutorialServers(_certificates);
        using EngineSession session = EngineSession.LikeTheShell();
        servers.PutInto(session);
        int compared = 0;
        foreach (Example example in Example.Of(Tutorial, Path.Combine(s_docs, Tutorial)))
        {
            servers.AwaitFor(example.Script);
            EngineResult result = Run(example, session);
            if (example.Section == Talks && example.Shown is not null)
            {
                Assert.True(Gist(example.Shown) == Gist(string.Join('\n', result.Texts)), $"{example}showed:{Environment.NewLine}{string.Join(Environment.NewLine, result.Texts)}");
                compared++;
            }
        }

        Assert.True(compared > 10, $"Only {compared} examples under '{Talks}' show something.");
    }

    private static EngineResult Run(Example example, EngineSession session)
    {
        EngineResult result = session.Run(example.Script);
        string[] errors = result.Errors.Select(static e => $"{e.FullyQualifiedErrorId}: {e}")
            .Concat(result.Terminating is null ? Array.Empty<string>() : new[] { result.Terminating.Message })
            .ToArray();
        Assert.True(errors.Length == 0, example + string.Join(Environment.NewLine, errors));
        return result;
    }

    private static string Gist(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
