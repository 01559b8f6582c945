using System.Linq;
using System.Management.Automation;
using System.Text;
using SocketTools.Binding;
using SocketTools.CommandBases;
using SocketTools.Connections;
using SocketTools.Limits;
using SocketTools.Reading;

namespace SocketTools.Commands;

/// <summary>Waits until what comes matches a pattern, as expect does.</summary>
[Cmdlet(VerbsLifecycle.Wait, "SocketPattern", DefaultParameterSetName = PatternSet, HelpUri = HelpPage.At + "Wait-SocketPattern.md")]
[OutputType(typeof(PatternMatch), typeof(SocketConnection))]
public sealed class WaitSocketPatternCommand : ConnectionCmdlet
{
    private const string PatternSet = "Pattern";
    private const string PipedSet = "Piped";
    private const string SimpleSet = "Simple";

    private readonly OnePosition<TextPattern[]> _pattern = new();

    /// <summary>The connection, or its id.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = PatternSet)]
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = PipedSet)]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = SimpleSet)]
    [ConnectionTransformation(Yields = true)]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public SocketConnection Connection { get; set; } = null!;

    /// <summary>Regular expressions, as text or as Regex objects with options of their own; the match that begins first wins.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = PatternSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PipedSet)]
    [TextPatternTransformation]
    [ValidateNotNullOrEmpty]
    public TextPattern[] Pattern
    {
        get => _pattern.Value!;
        set => _pattern.Value = value;
    }

    /// <summary>Plain text; the one that comes first wins.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SimpleSet)]
    [ValidateNotNullOrEmpty]
    public string[] SimpleMatch { get; set; } = null!;

    /// <summary>Whether case counts.</summary>
    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    /// <summary>Emits the connection in place of the match, so that steps chain.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

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
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _pattern.Begin();
        Demand(!_pattern.IsGivenTwice, "Two patterns stand there, and the engine keeps the last alone: give several as one list ('a', 'b').");
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Connection, () =>
    {
        bool simple = ParameterSetName == SimpleSet;
        Encoding encoding = Encoding ?? Connection.Encoding;
        PatternWaiter waiter = simple
            ? PatternWaiter.ForText(SimpleMatch, CaseSensitive, encoding, MaxBytes)
            : PatternWaiter.ForRegexes(Pattern.Select(p => p.ToRegex(CaseSensitive)).ToArray(), encoding, MaxBytes);
        PatternMatch match = waiter.Wait(Connection, StartClock(Connection));
        WriteObject(PassThru ? Connection : match);
    });
}
