using System;
using System.IO;
using System.Management.Automation;
using System.Text;
using SocketTools.Binding;
using SocketTools.CommandBases;
using SocketTools.Connections;
using SocketTools.Http;
using SocketTools.Limits;

namespace SocketTools.Commands;

/// <summary>Sends bytes, text as it is, or a file.</summary>
[Cmdlet(VerbsCommunications.Send, "SocketData", DefaultParameterSetName = DataSet, HelpUri = HelpPage.At + "Send-SocketData.md")]
[OutputType(typeof(SocketConnection))]
public sealed class SendSocketDataCommand : SendCmdlet
{
    private const string DataSet = "Data";
    private const int GatherSize = 64 * 1024;

    private readonly MemoryStream _gathered = new();
    private readonly OnePosition<WireData> _data = new();

    /// <summary>Bytes, or text; no line end is added.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = DataSet)]
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ParameterSetName = ConnectionFirstSet)]
    [WireDataTransformation]
    public WireData Data
    {
        get => _data.Value!;
        set => _data.Value = value;
    }

    /// <summary>A file, sent as it is.</summary>
    [Parameter(Mandatory = true, ParameterSetName = FileSet)]
    [ValidateNotNullOrEmpty]
    public string InFile { get; set; } = null!;

    /// <summary>Sends the bytes out of band: urgent data, one byte each.</summary>
    [Parameter(ParameterSetName = DataSet)]
    [Parameter(ParameterSetName = ConnectionFirstSet)]
    public SwitchParameter OutOfBand { get; set; }

    /// <summary>How text is encoded; where not given, as the connection says.</summary>
    [Parameter(ParameterSetName = DataSet)]
    [Parameter(ParameterSetName = ConnectionFirstSet)]
    [EncodingTransformation]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    public Encoding? Encoding { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _data.Begin();
        Demand(!_data.IsGivenTwice, "Two pieces of data stand there, and the engine keeps the last alone: join them, or pipe them in.");
    }

    /// <inheritdoc/>
    protected override void Send()
    {
        if (ParameterSetName == FileSet || Data.File is not null)
        {
            Demand(!OutOfBand, "-OutOfBand sends single bytes: give them, and no file.");
            SendRest();
            CallClock clock = StartClock(Connection);
            SendFile(Data?.File ?? InFile, path => RequestBody.OpenFile(path, clock), (file, told) => Connection.SendFrom(file, clock, told));
            return;
        }

        ArraySegment<byte> bytes = Data.ToBytes(Encoding ?? Connection.Encoding);
        if (Data.IsSingleByte && !OutOfBand)
        {
            // A byte array that the pipeline has taken apart: one packet a byte would be a lie about what the user sends.
            _gathered.Write(bytes.Array!, bytes.Offset, bytes.Count);
            if (_gathered.Length >= GatherSize)
            {
                SendRest();
            }

            return;
        }

        SendRest();
        if (OutOfBand)
        {
            Connection.SendOutOfBand(bytes, StartClock(Connection));
        }
        else
        {
            Connection.Send(bytes, StartClock(Connection));
        }
    }

    /// <inheritdoc/>
    protected override void SendRest()
    {
        if (_gathered.Length > 0)
        {
            byte[] bytes = _gathered.ToArray();
            _gathered.SetLength(0);
            Connection.Send(new ArraySegment<byte>(bytes), StartClock(Connection));
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
}
