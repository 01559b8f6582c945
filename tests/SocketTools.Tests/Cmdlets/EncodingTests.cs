using System.Management.Automation;
using SocketTools.Connections;
using SocketTools.Replies;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Cmdlets;

/// <summary>Text goes out whole or not at all: no question mark in place of what an encoding lacks.</summary>
public class EncodingTests : EngineTest
{
    private readonly ScriptedServer _server = ScriptedServer.Start();

    [Theory]
    [InlineData("Send-SocketLine 'a€' -Encoding latin1 -Connection $c", "iso-8859-1")]
    [InlineData("Send-SocketLine 'fine', '€' -Encoding ascii -Connection $c", "us-ascii")]
    [InlineData("Send-SocketLine '€' -Encoding latin1 -DotTerminated -Connection $c", "iso-8859-1")]
    [InlineData("Send-SocketData '€' -Encoding latin1 -Connection $c", "iso-8859-1")]
    [InlineData("Invoke-SocketCommand 'VRFY €' -ReplyFormat Smtp -Encoding latin1 -Connection $c", "iso-8859-1")]
    [InlineData("Invoke-SocketCommand 'CREATE €' -ReplyFormat Imap -Encoding latin1 -Connection $c", "iso-8859-1")]
    [InlineData("Invoke-SocketCommand 'SET a' -Argument '€' -ReplyFormat Redis -Encoding latin1 -Connection $c", "iso-8859-1")]
    [InlineData("Invoke-SocketCommand 'SET a €' -ReplyFormat Redis -Encoding latin1 -Connection $c", "iso-8859-1")]
    [InlineData("Invoke-SocketCommand 'set a 0 0' -Argument '€' -ReplyFormat Memcached -Encoding latin1 -Connection $c", "iso-8859-1")]
    [InlineData("Send-RawHttpRequest http://a/ -Method POST -Headers @{ 'Content-Type' = 'text/plain; charset=iso-8859-1' } -Body '€' -Connection $c", "iso-8859-1")]
    [InlineData("Receive-SocketLine $c -Delimiter '€' -Encoding latin1", "iso-8859-1")]
    public async Task A_character_that_the_encoding_lacks_is_an_error_and_nothing_is_sent(string script, string encoding)
    {
        await ConnectAsync(_server);
        ErrorRecord error = Session.Run(script).SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Assert.Contains("'€' (U+20AC)", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains(encoding, error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, Connection.BytesSent);
    }

    [Theory]
    [InlineData("Send-SocketLine \"a$half\" -Connection $c")]
    [InlineData("Send-SocketData $half -Encoding unicode -Connection $c")]
    [InlineData("Send-RawHttpRequest http://a/ -Headers @{ A = \"€$half\" } -Connection $c")]
    [InlineData("Send-RawHttpRequest http://a/ -Method POST -Body $half -Connection $c")]
    public async Task Half_a_surrogate_pair_is_an_error(string script)
    {
        await ConnectAsync(_server);
        Run("$half = [string][char]0xD83D");
        ErrorRecord error = Session.Run(script).SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Assert.Contains("U+D83D", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, Connection.BytesSent);
    }

    [Fact]
    public void A_datagram_is_refused_too()
    {
        Run("$c = New-SocketConnection 127.0.0.1 9 -SocketType Dgram");
        Adopt();
        Session.Run("Send-SocketDatagram '😀' -Encoding latin1 -Connection $c").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Assert.Equal(0, Connection.BytesSent);
    }

    [Theory]
    [InlineData("Invoke-SocketCommand 'PASS p€ss' -ReplyFormat Pop3 -Encoding latin1 -Connection $c")]
    [InlineData("Invoke-SocketCommand 'LOGIN me p€ss' -ReplyFormat Imap -Encoding latin1 -Connection $c")]
    [InlineData("Invoke-SocketCommand 'AUTH p€ss' -ReplyFormat Redis -Encoding latin1 -Connection $c")]
    [InlineData("Invoke-SocketCommand 'x' -SecureArgument ([Net.NetworkCredential]::new('', '€').SecurePassword) -ReplyFormat Line -Encoding latin1 -Connection $c")]
    public async Task Of_a_secret_no_character_is_told(string script)
    {
        await ConnectAsync(_server);
        ErrorRecord error = Session.Run(script).SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Assert.DoesNotContain("€", error.Exception.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("20AC", error.Exception.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, Connection.BytesSent);
    }

    [Fact]
    public async Task What_an_encoding_has_goes_out_and_what_comes_is_decoded_with_replacements()
    {
        ScriptedClient peer = await ConnectAsync(_server, "-Encoding latin1");
        Run("Send-SocketLine 'é' -Connection $c; Send-SocketData '😀é' -Encoding utf8 -Connection $c; Close-SocketConnection $c -Direction Send");
        Assert.Equal(new byte[] { 0xE9, 13, 10, 0xF0, 0x9F, 0x98, 0x80, 0xC3, 0xA9 }, await peer.ReadToEndAsync());
        await peer.SendAsync(new byte[] { 0xFF, 0x61, 13, 10 });
        Assert.Equal("\uFFFDa", Run("Receive-SocketLine $c -Encoding utf8").Single<string>());
        Assert.NotEqual(EncoderFallback.ExceptionFallback, Connection.Encoding.EncoderFallback);
        Assert.Equal("iso-8859-1", Connection.Encoding.WebName);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _server.Dispose();
    }
}
