using System;
using System.Collections.Generic;
using System.Management.Automation;

namespace SocketTools.Shell.StandIns;

/// <summary>Orders values as the language's operators do; as text where they have no order of their own.</summary>
internal sealed class ValueComparer(bool caseSensitive) : IComparer<object?>
{
    public int Compare(object? x, object? y)
    {
        StringComparison asText = caseSensitive ? StringComparison.CurrentCulture : StringComparison.CurrentCultureIgnoreCase;
        return LanguagePrimitives.TryCompare(x, y, !caseSensitive, out int result)
            ? result
            : string.Compare(x?.ToString(), y?.ToString(), asText);
    }
}
