using System.Collections;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;
using SocketTools.Connections;

namespace SocketTools.Binding;

/// <summary>Takes texts and Regex objects for patterns. A connection is left to the parameter that takes connections, and so is a number, which
/// is an id first.</summary>
public sealed class TextPatternTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => Bare.Of(inputData) switch
    {
        IList list => list.Cast<object?>().Select(static item => One(Bare.Of(item))).ToArray(),
        SocketConnection or int or null => inputData,
        object value => One(value),
    };

    private static TextPattern One(object? value) => value switch
    {
        TextPattern pattern => pattern,
        Regex regex => new TextPattern(regex),
        null or SocketConnection => throw new ArgumentTransformationMetadataException("A pattern is a text or a Regex. The connection comes first, or from the pipeline: Wait-SocketPattern $c 'login:'."),
        _ => new TextPattern(value.ToString()!),
    };
}
