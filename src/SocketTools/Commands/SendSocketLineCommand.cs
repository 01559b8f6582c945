using System;
using System.IO;
using System.Management.Automation;
using System.Text;
using SocketTools.Binding;
using SocketTools.CommandBases;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Framing;
using SocketTools.Limits;
using SocketTools.Reporting;

namespace SocketTools.Commands;

/// <summary>Sends lines of text, or a dot block of them.</summary>
[Cmdlet(VerbsCommunications.Send, "SocketLine", DefaultParameterSetName = LineSet, HelpUri = HelpPage.At + "Send-SocketLine.md")]
[OutputType(typeof(SocketConnection))]
public sealed class SendSocketLineCommand : SendCmdlet
{
    private const string LineSet = "Line";
    private const int GatherSize = 64 * 1024;

    private readonly MemoryStream _gathered = new();
    private readonly OnePosition<string[]> _line = new();
    private DotStuffing? _block;
    private SocketConnection? _broken;
    private bool _isBegun;

    /// <summary>The lines, without their ends.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = LineSet)]
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ParameterSetName = ConnectionFirstSet)]
    [AllowEmptyString]
    [LineTransformation]
    public string[] Line
    {
        get => _line.Value!;
        set => _line.Value = value;
    }

    /// <summary>A file whose lines are sent; its bytes stay as they are, line ends become CR LF.</summary>
    [Parameter(Mandatory = true, ParameterSetName = FileSet)]
    [ValidateNotNullOrEmpty]
    public string InFile { get; set; } = null!;

    /// <summary>Sends a dot block: dots at the start of a line are doubled, and a dot alone ends it.</summary>
    [Parameter(ParameterSetName = LineSet)]
    [Parameter(ParameterSetName = ConnectionFirstSet)]
    [Parameter(Mandatory = true, ParameterSetName = FileSet)]
    public SwitchParameter DotTerminated { get; set; }

    /// <summary>How the text is encoded; where not given, as the connection says.</summary>
    [Parameter(ParameterSetName = LineSet)]
    [Parameter(ParameterSetName = ConnectionFirstSet)]
    [EncodingTransformation]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    public Encoding? Encoding { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _line.Begin();
        Demand(!_line.IsGivenTwice, "Two lines stand there, and the engine keeps the last alone: give several as one list ('a', 'b').");
    }

    /// <inheritdoc/>
    protected override void Send()
    {
        if (!DotTerminated)
        {
            Connection.SendLines(Line, Encoding ?? Connection.Encoding, StartClock(Connection));
            return;
        }

        // A block that lacks a line must not be ended as if it were whole: the peer would take it.
        if (_broken == Connection)
        {
            return;
        }

        if (_block is null)
        {
            _block = new DotStuffing();
            _isBegun = false;
        }

        try
        {
            if (ParameterSetName == FileSet)
            {
                CallClock clock = StartClock(Connection);
                SendFile(InFile, path => Http.RequestBody.OpenFile(path, clock), (file, told) => SendBlock(file, told, clock));
            }
            else
            {
                Gather();
            }
        }
        catch (SocketToolsException fault)
        {
            _broken = Connection;
            _block = null;
            _gathered.SetLength(0);
            throw _isBegun ? CommandFaults.BlockNotEnded(fault) : ParameterSetName == FileSet ? fault : CommandFaults.BlockNotBegun(fault);
        }
    }

    /// <inheritdoc/>
    protected override void SendRest()
    {
        if (DotTerminated && _broken != Connection)
        {
            // Where nothing was piped in, the block is empty and ends all the same.
            Add((_block ?? new DotStuffing()).End());
            _block = null;
            Flush();
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gathered.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Gather()
    {
        byte[] lines = SocketConnection.EncodeLines(Line, "\r\n", Encoding ?? Connection.Encoding);
        Add(_block!.Encode(lines, 0, lines.Length));
        if (_gathered.Length >= GatherSize)
        {
            Flush();
        }
    }

    private void SendBlock(Stream file, Action<long> told, CallClock clock)
    {
        var piece = new byte[GatherSize];
        long sent = 0;
        int count;
        while ((count = file.Read(piece, 0, piece.Length)) > 0)
        {
            _isBegun = true;
            Connection.Send(new ArraySegment<byte>(_block!.Encode(piece, 0, count)), clock);
            sent += count;
            told(sent);
        }
    }

    private void Add(byte[] bytes) => _gathered.Write(bytes, 0, bytes.Length);

    private void Flush()
    {
        byte[] bytes = _gathered.ToArray();
        _gathered.SetLength(0);
        _isBegun = true;
        Connection.Send(new ArraySegment<byte>(bytes), StartClock(Connection));
    }
}
