using System;
using System.Collections.Generic;
using SocketTools.Shell.Hosting;

namespace SocketTools.Shell.Prompting;

/// <summary>
/// Reads one line: edited in place on a terminal, plainly otherwise. Left, Right, Home, End, Backspace, Delete and Escape edit; Up
/// and Down walk the history; Tab and Shift+Tab walk the completions.
/// </summary>
internal sealed class LineEditor(bool masked = false, IReadOnlyList<string>? history = null, Completer? completer = null)
{
    private readonly IReadOnlyList<string> _history = history ?? [];
    private string _text = string.Empty;
    private int _cursor;
    private int _recalled;
    private int _left;
    private int _top;
    private int _drawn;

    /// <summary>Reads a line after writing the prompt.</summary>
    /// <returns>The line; null at the end of the input.</returns>
    /// <exception cref="OperationCanceledException">Ctrl+C was pressed.</exception>
    internal string? Read(string prompt)
    {
        Console.Out.Write(prompt);
        if (!Terminal.CanEdit)
        {
            return Console.In.ReadLine();
        }

        // As a key, not as a signal: a signal would leave ReadKey waiting.
        Console.TreatControlCAsInput = true;
        try
        {
            return ReadKeys();
        }
        finally
        {
            Console.TreatControlCAsInput = false;
        }
    }

    private string? ReadKeys()
    {
        (_left, _top) = Console.GetCursorPosition();
        _recalled = _history.Count;
        while (true)
        {
            ConsoleKeyInfo key = Console.ReadKey(intercept: true);
            bool control = key.Modifiers.HasFlag(ConsoleModifiers.Control);
            if (key.Key == ConsoleKey.Enter || key.KeyChar is '\r' or '\n')
            {
                Finish();
                return _text;
            }

            if (control && key.Key == ConsoleKey.C)
            {
                Finish();
                throw new OperationCanceledException();
            }

            if (control && key.Key == ConsoleKey.D && _text.Length == 0)
            {
                Finish();
                return null;
            }

            Apply(key, control);

            // Text that is pasted is drawn once, at its end.
            if (!Console.KeyAvailable)
            {
                Draw();
            }
        }
    }

    private void Apply(ConsoleKeyInfo key, bool control)
    {
        if (key.Key == ConsoleKey.Tab)
        {
            if (completer?.Next(ref _text, ref _cursor, key.Modifiers.HasFlag(ConsoleModifiers.Shift)) != true)
            {
                Console.Beep();
            }

            return;
        }

        completer?.Reset();
        switch (key.Key)
        {
            case ConsoleKey.LeftArrow:
                _cursor = Math.Max(0, _cursor - 1);
                break;
            case ConsoleKey.RightArrow:
                _cursor = Math.Min(_text.Length, _cursor + 1);
                break;
            case ConsoleKey.Home:
            case ConsoleKey.A when control:
                _cursor = 0;
                break;
            case ConsoleKey.End:
            case ConsoleKey.E when control:
                _cursor = _text.Length;
                break;
            case ConsoleKey.Backspace when _cursor > 0:
                _text = _text.Remove(--_cursor, 1);
                break;
            case ConsoleKey.Delete when _cursor < _text.Length:
                _text = _text.Remove(_cursor, 1);
                break;
            case ConsoleKey.Escape:
            case ConsoleKey.U when control:
                Set(string.Empty);
                break;
            case ConsoleKey.UpArrow:
                Recall(_recalled - 1);
                break;
            case ConsoleKey.DownArrow:
                Recall(_recalled + 1);
                break;
            default:
                Insert(key.KeyChar);
                break;
        }
    }

    private void Insert(char c)
    {
        if (!char.IsControl(c))
        {
            _text = _text.Insert(_cursor++, c.ToString());
        }
    }

    private void Recall(int index)
    {
        if (index >= 0 && index <= _history.Count)
        {
            _recalled = index;
            Set(index < _history.Count ? _history[index] : string.Empty);
        }
    }

    private void Set(string text)
    {
        _text = text;
        _cursor = text.Length;
    }

    /// <summary>Writes the line over what was drawn before, and one space more, so that a full last column has wrapped.</summary>
    private void Draw()
    {
        int width = Terminal.Width;
        int length = Math.Max(_text.Length, _drawn) + 1;
        Console.SetCursorPosition(_left, _top);
        Console.Out.Write((masked ? new string('*', _text.Length) : _text).PadRight(length));
        _drawn = _text.Length;

        // The terminal scrolls when the line runs over its bottom; the place where the line starts has moved up with it.
        int bottom = _top + ((_left + length - 1) / width);
        _top -= Math.Max(0, bottom - (Terminal.Height - 1));
        int cell = _left + _cursor;
        Console.SetCursorPosition(cell % width, Math.Max(0, _top + (cell / width)));
    }

    private void Finish()
    {
        _cursor = _text.Length;
        Draw();
        Console.Out.WriteLine();
    }
}
