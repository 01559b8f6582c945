namespace SocketTools.Binding;

/// <summary>Offers the names of encodings.</summary>
public sealed class EncodingCompleter : WordCompleter
{
    /// <summary>The names that are offered; others are accepted too.</summary>
    internal static readonly string[] Names = { "utf8", "latin1", "ascii", "unicode", "bigendianunicode", "utf32", "ansi", "oem" };

    /// <summary>Makes it.</summary>
    public EncodingCompleter()
        : base(Names)
    {
    }
}
