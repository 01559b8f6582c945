using SocketTools.Tests.Engine;

namespace SocketTools.Tests.Documentation;

/// <summary>Every example of the documentation runs: what is fenced as powershell, page by page, in order, in a session of the page's own.</summary>
/// <remarks>The session is the one that SocketTools.Shell opens, at the root of the checkout: what a reader has who follows the README.
/// Examples may close every connection there is, so nothing else runs beside them.</remarks>
[Collection(Alone.Name)]
public class ExampleTests
{
    private static readonly string s_docs = Path.Combine(EngineSession.Root, "docs");

    public static TheoryData<string> Pages()
    {
        var pages = new TheoryData<string> { "tutorial.md" };
        string cmdlets = Path.Combine(s_docs, "en-US");
        foreach (string page in Directory.Exists(cmdlets) ? Directory.GetFiles(cmdlets, "*.md").Order(StringComparer.Ordinal) : Enumerable.Empty<string>())
        {
            pages.Add("en-US/" + Path.GetFileName(page));
        }

        return pages;
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_example_of_a_page_runs_without_an_error(string page)
    {
        string path = Path.Combine(s_docs, page);
        Assert.True(File.Exists(path), $"docs/{page} is missing: its examples are what this test runs.");
        IReadOnlyList<(int Line, string Script)> examples = Examples(File.ReadAllLines(path), page);
        int least = page == "tutorial.md" ? 4 : page.Contains("about_", StringComparison.Ordinal) ? 0 : 1;
        Assert.True(examples.Count >= least, $"docs/{page} has {examples.Count} examples fenced as powershell; {least} are due.");
        using EngineSession session = EngineSession.LikeTheShell();
        foreach ((int line, string script) in examples)
        {
            EngineResult result = session.Run(script);
            string[] errors = result.Errors.Select(static e => $"{e.FullyQualifiedErrorId}: {e}")
                .Concat(result.Terminating is null ? Array.Empty<string>() : new[] { result.Terminating.Message })
                .ToArray();
            Assert.True(errors.Length == 0, $"docs/{page}, line {line}:{Environment.NewLine}{script}{Environment.NewLine}{string.Join(Environment.NewLine, errors)}");
        }
    }

    // In the pages of the cmdlets, a syntax diagram is fenced too; examples are what stands under EXAMPLES.
    private static List<(int Line, string Script)> Examples(string[] lines, string page)
    {
        var examples = new List<(int, string)>();
        bool counts = !page.StartsWith("en-US/", StringComparison.Ordinal);
        for (int i = 0; i < lines.Length; i++)
        {
            if (page.StartsWith("en-US/", StringComparison.Ordinal) && lines[i].StartsWith("## ", StringComparison.Ordinal))
            {
                counts = lines[i].Trim() == "## EXAMPLES";
            }

            if (!lines[i].StartsWith("```powershell", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            int end = Array.FindIndex(lines, i + 1, static l => l.StartsWith("```", StringComparison.Ordinal));
            Assert.True(end > 0, $"docs/{page}, line {i + 1}: the fence is not closed.");
            if (counts)
            {
                examples.Add((i + 1, string.Join('\n', lines[(i + 1)..end])));
            }

            i = end;
        }

        return examples;
    }
}
