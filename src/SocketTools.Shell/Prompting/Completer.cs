using System;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace SocketTools.Shell.Prompting;

/// <summary>Walks the engine's completions of a line, one at each Tab.</summary>
internal sealed class Completer(Runspace runspace)
{
    private CommandCompletion? _current;
    private int _length;

    /// <summary>Forgets the completions: the line was edited.</summary>
    internal void Reset() => _current = null;

    /// <summary>Puts the next completion (or the one before) in the line.</summary>
    /// <returns>False if there is none.</returns>
    internal bool Next(ref string text, ref int cursor, bool backwards)
    {
        if (_current is null)
        {
            using PowerShell shell = PowerShell.Create(runspace);
            _current = CommandCompletion.CompleteInput(text, cursor, options: null, shell);
            _length = _current.ReplacementLength;
        }

        if (_current.CompletionMatches.Count == 0)
        {
            Reset();
            return false;
        }

        string completion = _current.GetNextResult(forward: !backwards).CompletionText;
        int start = _current.ReplacementIndex;
        text = string.Concat(text.AsSpan(0, start), completion, text.AsSpan(start + _length));
        cursor = start + completion.Length;
        _length = completion.Length;
        return true;
    }
}
