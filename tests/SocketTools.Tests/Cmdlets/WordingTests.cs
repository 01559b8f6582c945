using System.Management.Automation;
using System.Net;
using System.Net.Sockets;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;
using SocketTools.Transport;

namespace SocketTools.Tests.Cmdlets;

/// <summary>What a slip of the hand is told.</summary>
public class WordingTests : EngineTest
{
    private readonly ScriptedServer _server = ScriptedServer.Start();

    [Fact]
    public async Task Every_error_recommends_something_once()
    {
        await ConnectAsync(_server);
        ErrorRecord late = Session.Run("Receive-SocketLine $c -IdleTimeoutSec 0.1").SingleError("ReceiveTimeout", ErrorCategory.OperationTimeout);
        Assert.Equal("The connection is kept and nothing is lost: call again, or raise -IdleTimeoutSec.", late.ErrorDetails.RecommendedAction);
        Assert.EndsWith("for 0.1 s (-IdleTimeoutSec). " + late.ErrorDetails.RecommendedAction, late.Exception.Message, StringComparison.Ordinal);
        Assert.Equal((Limit.IdleTimeout, Advice.CallAgain), (((SocketToolsException)late.Exception).Limit, ((SocketToolsException)late.Exception).Advice));
        Assert.DoesNotContain(late.ErrorDetails.RecommendedAction, late.ErrorDetails.Message, StringComparison.Ordinal);

        foreach (Fault fault in Enum.GetValues<Fault>())
        {
            foreach (Advice advice in Enum.GetValues<Advice>())
            {
                ErrorRecord record = SocketTools.Reporting.FaultRecord.Create(new SocketToolsException(fault, "It went wrong.") { Advice = advice }, null, null);
                Assert.EndsWith(".", record.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
                Assert.Equal(advice == Advice.None, record.Exception.Message == "It went wrong.");
            }
        }
    }

    [Theory]
    [InlineData("New-SocketConnection 127.0.0.1 $free", "ConnectFailed", "service listens")]
    [InlineData("New-SocketConnection no-such-host.invalid 1 -ConnectTimeoutSec 100", "HostNotFound", "IP address")]
    [InlineData("Start-SocketListener $taken.Port", "AddressInUse", "Choose another")]
    public void What_can_be_done_is_said_once(string script, string id, string advice)
    {
        // Bound, and not listening: nobody else gets it meanwhile.
        using var bound = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        bound.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Session["free"] = ((IPEndPoint)bound.LocalEndPoint!).Port;
        using SocketListener taken = Run("Start-SocketListener").Single<SocketListener>();
        Session["taken"] = taken;
        ErrorRecord error = Assert.Single(Session.Run(script).Errors);
        Assert.StartsWith(id + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(advice, error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain(advice, error.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.EndsWith(". " + error.ErrorDetails.RecommendedAction, error.Exception.Message, StringComparison.Ordinal);
    }

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
    public async Task An_id_may_be_text()
    {
        ScriptedClient peer = await ConnectAsync(_server);
        await peer.SendAsync("one\r\ntwo\r\n");
        Assert.Equal(new[] { "one", "two" }, Run("Receive-SocketLine \"$($c.Id)\"; \"$($c.Id)\" | Receive-SocketLine").Texts);
        Run("'1', '2' | Send-SocketLine -Connection \"$($c.Id)\"");
        Assert.Equal(6, Connection.BytesSent);
        Run("$l = Start-SocketListener 0; Stop-SocketListener \"$($l.Id)\"");
    }

    [Fact]
    public void Addresses_of_another_family_are_not_taken_for_a_name_without_any()
    {
        Assert.Contains("has no IPv6 address", Refusal(IPAddress.Loopback), StringComparison.Ordinal);
        Assert.Contains("No address was found", Refusal(), StringComparison.Ordinal);

        static string Refusal(params IPAddress[] answers) =>
            Faulty.Throws(Fault.HostNotFound, () => AddressResolver.Choose("h", AddressFamily.InterNetworkV6, answers)).Message;
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
