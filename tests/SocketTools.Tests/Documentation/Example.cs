namespace SocketTools.Tests.Documentation;

/// <summary>What a page of the documentation fences as powershell.</summary>
/// <param name="Page">The page, under docs.</param>
/// <param name="Line">Where the fence opens.</param>
/// <param name="Section">The heading of the second level that it stands under.</param>
/// <param name="Script">What it says.</param>
/// <param name="Shown">What the page shows as its output; null: nothing.</param>
internal sealed record Example(string Page, int Line, string Section, string Script, string? Shown)
{
    /// <summary>The examples of a page, in order.</summary>
    internal static IReadOnlyList<Example> Of(string page, string path)
    {
        string[] lines = File.ReadAllLines(path);
        var examples = new List<Example>();
        string section = "";
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("## ", StringComparison.Ordinal))
            {
                section = lines[i][3..].Trim();
            }
            else if (lines[i].StartsWith("```", StringComparison.Ordinal))
            {
                bool isScript = lines[i].StartsWith("```powershell", StringComparison.Ordinal);
                int start = i;
                string block = Block(page, lines, ref i);
                if (isScript)
                {
                    bool isShown = i + 2 < lines.Length && lines[i + 1].Length == 0 && lines[i + 2] is "```text" or "```output";
                    int after = i + 2;
                    examples.Add(new Example(page, start + 1, section, block, isShown ? Block(page, lines, ref after) : null));
                }
            }
        }

        return examples;
    }

    public override string ToString() => $"docs/{Page}, line {Line}:{Environment.NewLine}{Script}{Environment.NewLine}";

    // Leaves the index at the line that closes the fence.
    private static string Block(string page, string[] lines, ref int index)
    {
        int start = index + 1;
        index = Array.FindIndex(lines, start, static l => l.StartsWith("```", StringComparison.Ordinal));
        Assert.True(index > 0, $"docs/{page}, line {start}: the fence is not closed.");
        return string.Join('\n', lines[start..index]);
    }
}
