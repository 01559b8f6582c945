using System.Collections.Generic;
using System.Collections.ObjectModel;

namespace SocketTools.Tls;

/// <summary>Some texts, which as one text are separated by commas: in a file of values separated by commas too.</summary>
public sealed class TextList : ReadOnlyCollection<string>
{
    /// <summary>Makes it of some texts.</summary>
    public TextList(IEnumerable<string> texts)
        : base(new List<string>(texts))
    {
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", this);
}
