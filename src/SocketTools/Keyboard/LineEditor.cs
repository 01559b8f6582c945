using System;
using System.Collections.Generic;
using System.Text;

namespace SocketTools.Keyboard;

/// <summary>A line that is being typed, and its place on the screen: hidden while something else is shown, and then shown again.</summary>
public sealed class LineEditor
{
    private const char LeaveKey = '\x1D';
    private const char EndKey = '\x04';
    private const char KillKey = '\x15';
    private const char Delete = '\x7F';

    private readonly Action<string> _show;
    private readonly StringBuilder _text = new();
    private readonly List<string> _history = new();
    private int _recalled;
    private bool _isSecret;

    /// <summary>Makes it.</summary>
    /// <param name="show">Writes on the screen.</param>
    public LineEditor(Action<string> show) => _show = show;

    /// <summary>What has been typed.</summary>
    public string Text => _text.ToString();

    /// <summary>Whether what is typed is for nobody's eyes: it is not shown, and not kept for the arrow keys.</summary>
    public bool IsSecret
    {
        get => _isSecret;
        set
        {
            if (value != _isSecret)
            {
                Hide();
                _isSecret = value;
                Show();
            }
        }
    }

    /// <summary>Takes a key.</summary>
    public EditOutcome Take(ConsoleKeyInfo key)
    {
        switch (key)
        {
            case { KeyChar: LeaveKey } or { Key: ConsoleKey.D5 or ConsoleKey.Oem6, Modifiers: ConsoleModifiers.Control }:
                // A Unix terminal sends the same for Ctrl+] and Ctrl+5, and .NET takes it for the latter.
                return EditOutcome.Leave;
            case { KeyChar: EndKey } when _text.Length == 0:
                return EditOutcome.End;
            case { Key: ConsoleKey.Enter }:
                _show("\n");
                return EditOutcome.Line;
            case { Key: ConsoleKey.Backspace } or { KeyChar: '\b' or Delete }:
                Replace(_text.ToString(0, Math.Max(0, _text.Length - LastLength())));
                break;
            case { KeyChar: KillKey } or { Key: ConsoleKey.Escape }:
                Replace("");
                break;
            case { Key: ConsoleKey.UpArrow } when _recalled > 0:
                Replace(_history[--_recalled]);
                break;
            case { Key: ConsoleKey.DownArrow } when _recalled < _history.Count:
                Replace(++_recalled < _history.Count ? _history[_recalled] : "");
                break;
            default:
                if (!char.IsControl(key.KeyChar) || key.KeyChar == '\t')
                {
                    _text.Append(key.KeyChar);
                    if (!_isSecret)
                    {
                        _show(key.KeyChar.ToString());
                    }
                }

                break;
        }

        return EditOutcome.Typing;
    }

    /// <summary>Takes the line that is done, and begins the next.</summary>
    public string TakeLine()
    {
        string line = _text.ToString();
        _text.Clear();
        if (line.Length > 0 && !_isSecret)
        {
            _history.Add(line);
        }

        _recalled = _history.Count;
        return line;
    }

    /// <summary>Takes the line off the screen.</summary>
    public void Hide()
    {
        for (int i = 0; i < _text.Length && !_isSecret; i++)
        {
            _show("\b \b");
        }
    }

    /// <summary>Puts it back.</summary>
    public void Show()
    {
        if (_text.Length > 0 && !_isSecret)
        {
            _show(_text.ToString());
        }
    }

    private void Replace(string text)
    {
        Hide();
        _text.Clear().Append(text);
        Show();
    }

    private int LastLength() => _text.Length > 1 && char.IsLowSurrogate(_text[_text.Length - 1]) ? 2 : 1;
}
