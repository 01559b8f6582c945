using System.Collections;
using System.Linq;
using System.Management.Automation;

namespace SocketTools.Binding;

/// <summary>Refuses bytes where text is wanted: as text each of them would be a value of its own, a line that is "72" or a host that is 0.0.0.72.</summary>
internal static class NoBytes
{
    /// <summary>Refuses a byte, and a list that has one.</summary>
    /// <param name="value">The argument.</param>
    /// <param name="told">What to say.</param>
    /// <exception cref="ArgumentTransformationMetadataException">It is bytes.</exception>
    internal static void Demand(object? value, string told)
    {
        object? bare = Bare.Of(value);
        if (bare is byte or byte[] || (bare is IList list && list.Cast<object?>().Any(static item => Bare.Of(item) is byte or byte[])))
        {
            throw new ArgumentTransformationMetadataException(told);
        }
    }
}
