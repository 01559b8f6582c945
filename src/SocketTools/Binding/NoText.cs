using System;
using System.Diagnostics.CodeAnalysis;

namespace SocketTools.Binding;

/// <summary>Stands for a connection or a listener where text is wanted: the engine, which makes text of anything, makes none of this, and
/// looks for a parameter that takes the thing itself.</summary>
internal sealed class NoText
{
    private readonly object _thing;

    /// <summary>Stands for a thing.</summary>
    internal NoText(object thing) => _thing = thing;

    /// <summary>Refuses.</summary>
    [SuppressMessage("Design", "CA1065:Do not raise exceptions in unexpected locations", Justification = "That is what it is for")]
    public override string ToString() => throw new InvalidOperationException($"A {_thing.GetType().Name} is no text: what would be sent to the peer is its name.");
}
