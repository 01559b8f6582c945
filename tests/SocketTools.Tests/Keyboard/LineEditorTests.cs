using System.Text;
using SocketTools.Keyboard;

namespace SocketTools.Tests.Keyboard;

/// <summary>What keys make of a line, and what is on the screen.</summary>
public class LineEditorTests
{
    private readonly StringBuilder _screen = new();

    private static ConsoleKeyInfo Key(char c, ConsoleKey key = default, bool control = false) => new(c, key, false, false, control);

    private static ConsoleKeyInfo Enter => Key('\r', ConsoleKey.Enter);

    private LineEditor Editor() => new(text =>
    {
        foreach (char c in text)
        {
            _ = c == '\b' ? _screen.Remove(_screen.Length - 1, 1) : _screen.Append(c);
        }
    });

    [Fact]
    public void Typed_taken_back_and_sent()
    {
        LineEditor editor = Editor();
        foreach (char c in "helo")
        {
            Assert.Equal(EditOutcome.Typing, editor.Take(Key(c)));
        }

        editor.Take(Key('\x7F', ConsoleKey.Backspace));
        editor.Take(Key('l'));
        editor.Take(Key('o'));
        Assert.Equal("hello", editor.Text);
        Assert.Equal("hello", _screen.ToString());
        Assert.Equal(EditOutcome.Line, editor.Take(Enter));
        Assert.Equal("hello", editor.TakeLine());
        Assert.Equal("", editor.Text);
    }

    [Fact]
    public void A_secret_is_neither_shown_nor_recalled()
    {
        LineEditor editor = Editor();
        editor.Take(Key('a'));
        editor.IsSecret = true;
        Assert.Equal("", _screen.ToString());
        editor.Take(Key('b'));
        editor.Take(Key('c'));
        editor.Take(Key('\x7F', ConsoleKey.Backspace));
        editor.Hide();
        editor.Show();
        Assert.Equal("", _screen.ToString());
        editor.Take(Enter);
        Assert.Equal("ab", editor.TakeLine());
        editor.IsSecret = false;
        editor.Take(Key('\0', ConsoleKey.UpArrow));
        Assert.Equal("\n", _screen.ToString());
        Assert.Equal("", editor.Text);
    }

    [Theory]
    [InlineData(true, "Password:")]
    [InlineData(true, "login: anna\r\nanna's pass", "word: ")]
    [InlineData(true, "Enter passphrase for key '/home/anna/.ssh/id': ")]
    [InlineData(false, "Password:\r\n")]
    [InlineData(false, "login: ")]
    [InlineData(false, "331 Password required\r\n")]
    [InlineData(false, "Type your password below")]
    public void A_question_for_a_password_is_known(bool asks, params string[] pieces)
    {
        var prompt = new PasswordPrompt();
        foreach (string piece in pieces)
        {
            prompt.Add(piece);
        }

        Assert.Equal(asks, prompt.IsAsked);
        prompt.Answer();
        Assert.False(prompt.IsAsked);
    }

    [Fact]
    public void Hidden_while_something_else_is_shown()
    {
        LineEditor editor = Editor();
        editor.Take(Key('a'));
        editor.Take(Key('b'));
        editor.Hide();
        Assert.Equal("", _screen.ToString());
        editor.Show();
        Assert.Equal("ab", _screen.ToString());
    }

    [Theory]
    [InlineData('\x1D', ConsoleKey.None, false)]
    [InlineData('\0', ConsoleKey.D5, true)]
    [InlineData('\x1D', ConsoleKey.Oem6, true)]
    public void The_key_that_leaves_however_the_system_tells_it(char c, ConsoleKey key, bool control) =>
        Assert.Equal(EditOutcome.Leave, Editor().Take(Key(c, key, control)));

    [Fact]
    public void The_end_only_where_no_line_was_begun()
    {
        LineEditor editor = Editor();
        Assert.Equal(EditOutcome.End, editor.Take(Key('\x04', ConsoleKey.D, true)));
        editor.Take(Key('x'));
        Assert.Equal(EditOutcome.Typing, editor.Take(Key('\x04', ConsoleKey.D, true)));
        Assert.Equal("x", editor.Text);
    }

    [Fact]
    public void Earlier_lines_come_back()
    {
        LineEditor editor = Editor();
        foreach (char c in "one\rtwo\r")
        {
            if (editor.Take(c == '\r' ? Enter : Key(c)) == EditOutcome.Line)
            {
                editor.TakeLine();
            }
        }

        editor.Take(Key('\0', ConsoleKey.UpArrow));
        Assert.Equal("two", editor.Text);
        editor.Take(Key('\0', ConsoleKey.UpArrow));
        Assert.Equal("one", editor.Text);
        editor.Take(Key('\0', ConsoleKey.DownArrow));
        Assert.Equal("two", editor.Text);
        editor.Take(Key('\0', ConsoleKey.DownArrow));
        Assert.Equal("", editor.Text);
    }

    [Fact]
    public void No_control_character_gets_into_a_line()
    {
        LineEditor editor = Editor();
        for (char c = '\0'; c < ' '; c++)
        {
            if (c is not ('\r' or '\n' or '\t' or '\b'))
            {
                editor.Take(Key(c));
            }
        }

        Assert.Equal("", editor.Text);
    }
}
