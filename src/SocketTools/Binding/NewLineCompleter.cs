namespace SocketTools.Binding;

/// <summary>Offers what lines end with.</summary>
public sealed class NewLineCompleter : WordCompleter
{
    /// <summary>Makes it.</summary>
    public NewLineCompleter()
        : base("\"`r`n\"", "\"`n\"", "\"`0\"")
    {
    }
}
