using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Text.RegularExpressions;
using SocketTools.Binding;
using SocketTools.CommandBases;
using SocketTools.Limits;
using SocketTools.Reading;

namespace SocketTools.Commands;

/// <summary>Waits until what comes matches a pattern, as expect does.</summary>
[Cmdlet(VerbsLifecycle.Wait, "SocketPattern", DefaultParameterSetName = PatternSet)]
[OutputType(typeof(PatternMatch))]
public sealed class WaitSocketPatternCommand : ReceiveCmdlet
{
    private const string PatternSet = "Pattern";
    private const string SimpleSet = "Simple";

    /// <summary>Regular expressions, as text or as Regex objects with options of their own; the match that begins first wins.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = PatternSet)]
    [ValidateNotNullOrEmpty]
    public object[] Pattern { get; set; } = null!;

    /// <summary>Plain text; the one that comes first wins.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SimpleSet)]
    [ValidateNotNullOrEmpty]
    public string[] SimpleMatch { get; set; } = null!;

    /// <summary>Whether case counts.</summary>
    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    /// <summary>How much may wait unmatched, in bytes.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int MaxBytes { get; set; } = Budgets.MaxLineLength;

    /// <summary>How the text is decoded; where not given, as the connection says.</summary>
    [Parameter]
    [EncodingTransformation]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    public Encoding? Encoding { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Connection, () =>
    {
        bool simple = ParameterSetName == SimpleSet;
        Encoding encoding = Encoding ?? Connection.Encoding;
        PatternWaiter waiter = simple
            ? PatternWaiter.ForText(SimpleMatch, CaseSensitive, encoding, MaxBytes)
            : PatternWaiter.ForRegexes(Pattern.Select(ToRegex).ToArray(), encoding, MaxBytes);
        WriteObject(waiter.Wait(Connection, StartClock(Connection)));
    });

    private Regex ToRegex(object pattern) => (pattern is PSObject wrapped ? wrapped.BaseObject : pattern) switch
    {
        Regex regex => regex,
        object other => PatternWaiter.Compile(other.ToString()!, CaseSensitive),
    };
}
