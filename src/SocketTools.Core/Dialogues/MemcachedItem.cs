namespace SocketTools.Dialogues;

/// <summary>A value of memcached.</summary>
public sealed class MemcachedItem
{
    /// <summary>Its key; null where a meta command did not ask for it.</summary>
    public string? Key { get; init; }

    /// <summary>The client's flags; behind a meta command all that came on the line.</summary>
    public object? Flags { get; init; }

    /// <summary>The number that <c>cas</c> compares; null where it did not come.</summary>
    public ulong? Cas { get; init; }

    /// <summary>Its bytes.</summary>
    public byte[] Value { get; internal set; } = System.Array.Empty<byte>();

    /// <summary>Its bytes as text.</summary>
    public string Text { get; internal set; } = "";

    /// <inheritdoc/>
    public override string ToString() => Text;
}
