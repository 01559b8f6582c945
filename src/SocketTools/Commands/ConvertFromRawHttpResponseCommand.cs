using System.Management.Automation;
using SocketTools.Binding;
using SocketTools.CommandBases;
using SocketTools.Faults;
using SocketTools.Http;
using SocketTools.Limits;
using SocketTools.Reporting;

namespace SocketTools.Commands;

/// <summary>Makes response objects of bytes or a file that holds responses as they came.</summary>
[Cmdlet(VerbsData.ConvertFrom, "RawHttpResponse", DefaultParameterSetName = DataSet, HelpUri = HelpPage.At + "ConvertFrom-RawHttpResponse.md")]
[OutputType(typeof(RawHttpResponse))]
public sealed class ConvertFromRawHttpResponseCommand : SocketCmdlet
{
    private const string DataSet = "Data";
    private const string FileSet = "File";

    private readonly System.IO.MemoryStream _gathered = new();

    /// <summary>The bytes, or text.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = DataSet)]
    [WireDataTransformation]
    public WireData Data { get; set; } = null!;

    /// <summary>A file that holds them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = FileSet)]
    [ValidateNotNullOrEmpty]
    public string InFile { get; set; } = null!;

    /// <summary>The method of the requests that were answered: it decides whether there are bodies.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(HttpMethodCompleter))]
    public string Method { get; set; } = "GET";

    /// <summary>Undoes content codings.</summary>
    [Parameter]
    public SwitchParameter Decompress { get; set; }

    /// <summary>The largest header block, in bytes; trailers and chunk lines alike.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int MaxHeaderBytes { get; set; } = Budgets.MaxHeaderBytes;

    /// <summary>The largest body, in bytes, decoded.</summary>
    [Parameter]
    [ValidateRange(0L, long.MaxValue)]
    public long MaxBodyBytes { get; set; } = Budgets.MaxBodyBytes;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == FileSet)
        {
            Attempt(InFile, () =>
            {
                using System.IO.Stream file = RequestBody.OpenFile(FilePath.Resolve(this, InFile), StartClock(default), isForSending: false);
                file.CopyTo(_gathered);
            });
            return;
        }

        Attempt("the input", () =>
        {
            System.ArraySegment<byte> bytes = Data.ToBytes(HttpRequest.FieldEncoding);
            _gathered.Write(bytes.Array!, bytes.Offset, bytes.Count);
        });
        if (!Data.IsSingleByte)
        {
            Convert();
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Convert();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gathered.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Convert()
    {
        if (_gathered.Length == 0)
        {
            return;
        }

        byte[] bytes = _gathered.ToArray();
        _gathered.SetLength(0);
        Attempt(ParameterSetName == FileSet ? InFile : "the input", () =>
        {
            var options = new ReceiveOptions { MaxHeaderBytes = MaxHeaderBytes, MaxBodyBytes = MaxBodyBytes, Decompress = Decompress };
            try
            {
                foreach (RawHttpResponse response in HttpExchange.Parse(bytes, Method, options, StartClock(default)))
                {
                    WriteObject(response);
                }
            }
            catch (SocketToolsException fault) when (MyInvocation.ExpectingInput && Data.Text is string line && line.IndexOf('\n') < 0)
            {
                throw CommandFaults.OneOfSeveralLines(fault);
            }
        });
    }
}
