namespace SocketTools.Keyboard;

/// <summary>What a key comes to.</summary>
public enum EditOutcome
{
    /// <summary>The line goes on.</summary>
    Typing,

    /// <summary>The line is done.</summary>
    Line,

    /// <summary>Ctrl+D on an empty line: nothing more will be typed.</summary>
    End,

    /// <summary>Ctrl+]: away from here.</summary>
    Leave,
}
