using System.Collections;
using System.Globalization;
using System.Linq;
using System.Management.Automation;

namespace SocketTools.Binding;

/// <summary>Lets a thing be named by its id, a number or its digits; <see cref="IdCompleter"/> offers those that there are.</summary>
public abstract class IdTransformationAttribute : ArgumentTransformationAttribute
{
    private readonly string _thing;

    /// <summary>Makes it.</summary>
    /// <param name="thing">What is named: "connection". The parameter is called like that too.</param>
    private protected IdTransformationAttribute(string thing) => _thing = thing;

    /// <summary>Whether the parameter takes several.</summary>
    public bool Several { get; set; }

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = Bare.Of(inputData)!;
        return value switch
        {
            int id => Named(id, inputData),
            string text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int id) => Named(id, inputData),
            IList { Count: 1 } one when !Several => Transform(engineIntrinsics, one[0]!),
            IList list when Leaves(list) => inputData,
            IList list when !Several => throw new ArgumentTransformationMetadataException(
                $"-{Title} takes one {_thing}, not an array of {list.Count}: pipe them, or call once for each."),
            IList list => list.Cast<object>().Select(item => Transform(engineIntrinsics, item)).ToArray(),
            PSCustomObject when PSObject.AsPSObject(inputData).TypeNames.Contains("Deserialized.SocketTools.Connections.Socket" + Title) => throw new ArgumentTransformationMetadataException(
                $"This describes a {_thing} of another process, and the {_thing} stays there: use it where it was made."),
            _ when Mistaken(value) is string told => throw new ArgumentTransformationMetadataException(told),
            _ => inputData,
        };
    }

    private string Title => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(_thing);

    /// <summary>What to say of a thing of another kind that users take for this one; null: nothing.</summary>
    private protected virtual string? Mistaken(object value) => null;

    /// <summary>What has the id, or stands for it.</summary>
    /// <param name="id">The id.</param>
    /// <param name="written">The argument as it was written.</param>
    /// <exception cref="ArgumentTransformationMetadataException">Nothing has it.</exception>
    private protected abstract object Named(int id, object written);

    /// <summary>Whether an array is left to another parameter.</summary>
    private protected virtual bool Leaves(IList list) => false;
}
