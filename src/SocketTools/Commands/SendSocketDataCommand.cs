using System;
using System.IO;
using System.Management.Automation;
using System.Text;
using SocketTools.Binding;
using SocketTools.CommandBases;

namespace SocketTools.Commands;

/// <summary>Sends bytes, or text as it is.</summary>
[Cmdlet(VerbsCommunications.Send, "SocketData")]
[OutputType(typeof(Connections.SocketConnection))]
public sealed class SendSocketDataCommand : SendCmdlet
{
    private const int GatherSize = 64 * 1024;

    private readonly MemoryStream _gathered = new();

    /// <summary>Bytes, or text; no line end is added.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [WireDataTransformation]
    public WireData Data { get; set; } = null!;

    /// <summary>How text is encoded; where not given, as the connection says.</summary>
    [Parameter]
    [EncodingTransformation]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    public Encoding? Encoding { get; set; }

    /// <inheritdoc/>
    protected override void Send()
    {
        ArraySegment<byte> bytes = Data.ToBytes(Encoding ?? Connection.Encoding);
        if (Data.IsSingleByte)
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
        Connection.Send(bytes, StartClock(Connection));
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
