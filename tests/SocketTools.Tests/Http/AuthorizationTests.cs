using System.Management.Automation;
using System.Net;
using SocketTools.Connections;
using SocketTools.Http;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;
using SocketTools.Tests.Tls;

namespace SocketTools.Tests.Http;

/// <summary>-Credential and -Token: over TLS only, unless allowed; never shown.</summary>
public class AuthorizationTests : TlsTest
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nSet-Cookie: id=s3cret\r\n\r\n";

    public AuthorizationTests(Certificates certificates)
        : base(certificates)
    {
        Session["credential"] = new PSCredential("Jürgen", new NetworkCredential("", "s3cret:ü").SecurePassword);
        Session["token"] = new NetworkCredential("", "s3cret-token").SecurePassword;
    }

    private static string Basic => "Authorization: Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("Jürgen:s3cret:ü"));

    [Theory]
    [InlineData("-Credential $credential")]
    [InlineData("-Token $token")]
    public void They_go_over_TLS(string parameters)
    {
        IReadOnlyList<string> lines = Array.Empty<string>();
        using ScriptedServer server = ServerSide.Start(Certificates.Good, async client =>
        {
            lines = await client.ReadUntilBlankLineAsync();
            await client.SendAsync(Ok);
        });
        EngineResult result = Run($"Invoke-RawHttpGet https://127.0.0.1:{server.Port}/ -CertificateAuthority $ca {parameters} -Verbose");
        string expected = parameters.Contains("Token", StringComparison.Ordinal) ? "Authorization: Bearer s3cret-token" : Basic;
        Assert.Contains(expected, lines);

        // Neither what was sent nor what was set is shown anywhere.
        var response = (RawHttpResponse)result.Output[0]!;
        string shown = string.Join('\n', result.Verbose) + Encoding.Latin1.GetString(response.RequestBytes) + SocketTools.Formatting.ResponseView.Format(response);
        Assert.Contains("Authorization: ********", shown, StringComparison.Ordinal);
        Assert.DoesNotContain(expected, shown, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", string.Join('\n', result.Verbose), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Credential $credential")]
    [InlineData("-Token $token")]
    public void Without_TLS_they_are_refused_before_anybody_is_called(string parameters)
    {
        using var server = ScriptedServer.Answering(Ok);
        foreach (string command in new[] { "Invoke-RawHttpGet", "Invoke-RawHttpRequest" })
        {
            ErrorRecord error = Session.Run($"{command} {server.Url} {parameters}").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
            Assert.Contains("-AllowUnencryptedAuthentication", error.Exception.Message, StringComparison.Ordinal);
        }

        Assert.Equal(0, server.Count());
        Run($"Invoke-RawHttpGet {server.Url} {parameters} -AllowUnencryptedAuthentication");
        Assert.Equal(1, server.Count());
    }

    [Fact]
    public async Task Over_a_given_connection_it_counts_how_that_one_is_protected()
    {
        using var plain = ScriptedServer.Answering(Ok);
        await ConnectAsync(plain);
        Session.Run("Invoke-RawHttpGet https://127.0.0.1/ -Connection $c -Token $token").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Assert.Equal(0, Connection.BytesSent);

        using ScriptedServer secure = ServerSide.Start(Certificates.Good, async client =>
        {
            await client.ReadUntilBlankLineAsync();
            await client.SendAsync(Ok);
        });
        Assert.Equal(200, Run($"""
            $s = New-SocketConnection 127.0.0.1 {secure.Port} -Tls -CertificateAuthority $ca
            Invoke-RawHttpGet http://127.0.0.1/ -Connection $s -Token $token
            Close-SocketConnection $s
            """).Single<RawHttpResponse>().StatusCode);
    }

    [Fact]
    public void A_field_that_is_given_wins()
    {
        IReadOnlyList<string> lines = Array.Empty<string>();
        using var server = ScriptedServer.Start(async client =>
        {
            lines = await client.ReadUntilBlankLineAsync();
            await client.SendAsync(Ok);
        });
        Run($"Invoke-RawHttpGet {server.Url} -Token $token -AllowUnencryptedAuthentication -Headers @{{ authorization = 'Mine x' }}");
        Assert.Equal("authorization: Mine x", Assert.Single(lines, static l => l.StartsWith("auth", StringComparison.OrdinalIgnoreCase)));
    }

    [Theory]
    [InlineData("-Credential ([pscredential]::new('a:b', $token))")]
    [InlineData("-Token $broken")]
    public void What_cannot_be_said_is_refused_and_not_shown(string parameters)
    {
        Session["broken"] = new NetworkCredential("", "s3cret\r\nEvil: 1").SecurePassword;
        using var server = ScriptedServer.Answering(Ok);
        ErrorRecord error = Session.Run($"Invoke-RawHttpGet {server.Url} {parameters} -AllowUnencryptedAuthentication").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Assert.DoesNotContain("s3cret", error.ToString() + error.Exception, StringComparison.Ordinal);
        Assert.Equal(0, server.Count());
    }

    [Fact]
    public void Both_at_once_are_refused() =>
        Session.Run("Invoke-RawHttpGet https://127.0.0.1:1/ -Token $token -Credential $credential").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);

    [Fact]
    public void A_user_in_the_URI_is_left_out_told_of_and_never_shown()
    {
        IReadOnlyList<string> lines = Array.Empty<string>();
        using var server = ScriptedServer.Start(async client =>
        {
            lines = await client.ReadUntilBlankLineAsync();
            await client.SendAsync("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n");
        });
        EngineResult result = Session.Run($"Invoke-RawHttpGet http://me:s3cret@{server.Address}/ -RequireSuccess -Verbose -WarningVariable w -WarningAction SilentlyContinue; $w | ForEach-Object Message");
        ErrorRecord error = result.SingleError("ReplyRejected", ErrorCategory.InvalidResult);
        Assert.Contains("-Credential", Assert.Single(result.Texts), StringComparison.Ordinal);
        string all = string.Join('\n', result.Verbose) + string.Join('\n', result.Texts) + error + error.TargetObject + ((RawHttpResponse)error.TargetObject).RequestUri + string.Join('\n', lines);
        Assert.DoesNotContain("s3cret", all, StringComparison.Ordinal);
        Assert.DoesNotContain("me@", all, StringComparison.Ordinal);
    }
}
