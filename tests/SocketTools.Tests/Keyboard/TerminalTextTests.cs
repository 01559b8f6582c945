using SocketTools.Formatting;

namespace SocketTools.Tests.Keyboard;

/// <summary>What a peer sends is shown and not obeyed.</summary>
public class TerminalTextTests
{
    [Theory]
    [InlineData("plain é 漢\ttab", "plain é 漢\ttab")]
    [InlineData("a\r\nb\nc", "a\nb\nc")]
    [InlineData("\u001b[2J", "`u{1B}[2J")]
    [InlineData("good\rbad", "good`rbad")]
    [InlineData("\r\r\n", "`r\n")]
    [InlineData("\b\u0007\u009b\u202e", "`u{8}`u{7}`u{9B}`u{202E}")]
    public void Whole_and_one_at_a_time(string came, string shown)
    {
        Assert.Equal(shown, new TerminalText().Next(came));
        var text = new TerminalText();
        Assert.Equal(shown, string.Concat(came.Select(c => text.Next(c.ToString()))));
    }
}
