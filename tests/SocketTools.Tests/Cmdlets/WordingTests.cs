using System.Management.Automation;
using SocketTools.Connections;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Cmdlets;

/// <summary>What a slip of the hand is told.</summary>
public class WordingTests : EngineTest
{
    private readonly ScriptedServer _server = ScriptedServer.Start();

    [Theory]
    [InlineData("Send-SocketLine x -Connection $c, $c")]
    [InlineData("Receive-SocketLine ($c, $c)")]
    [InlineData("Invoke-RawHttpGet http://h/ -Connection $c, $c")]
    [InlineData("Wait-SocketConnection ($l, $l)")]
    public async Task An_array_where_one_is_wanted(string script)
    {
        await ConnectAsync(_server);
        Run("$l = Start-SocketListener 0");
        EngineResult result = Session.Run(script);
        string message = (result.Terminating ?? Assert.Single(result.Errors).Exception).Message;
        Assert.Contains("takes one", message, StringComparison.Ordinal);
        Assert.Contains("not an array of 2", message, StringComparison.Ordinal);
        Assert.Equal(0, Connection.BytesSent);
        Run("Stop-SocketListener $l, $l");
    }

    [Fact]
    public async Task An_array_of_one_is_one_and_closing_takes_several()
    {
        await ConnectAsync(_server);
        Run("Send-SocketLine x -Connection @($c); Close-SocketConnection $c, $c");
        Assert.Equal(3, Connection.BytesSent);
    }

    [Fact]
    public void A_file_that_is_only_read_is_not_said_to_be_sent()
    {
        ErrorRecord error = Session.Run("ConvertFrom-RawHttpResponse -InFile /nowhere/at/all").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Assert.DoesNotContain("sent", error.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("any", "0.0.0.0")]
    [InlineData("Localhost", "127.0.0.1")]
    [InlineData("loopback", "127.0.0.1")]
    [InlineData("IPv6Loopback", "::1")]
    [InlineData("127.0.0.1", "127.0.0.1")]
    public void A_listener_takes_the_names_of_addresses(string name, string address)
    {
        using SocketListener listener = Run($"Start-SocketListener 0 {name}").Single<SocketListener>();
        Assert.Equal(address, ((System.Net.IPEndPoint)listener.LocalEndPoint).Address.ToString());
    }

    [Fact]
    public async Task The_encodings_of_other_cmdlets_are_taken()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        ScriptedClient peer = await ConnectAsync(_server);
        Run("Send-SocketData '~' -Encoding oem -Connection $c; Send-SocketData '~' -Encoding Ansi -Connection $c; Close-SocketConnection $c -Direction Send");
        Assert.Equal("~~"u8.ToArray(), await peer.ReadToEndAsync());
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _server.Dispose();
    }
}
