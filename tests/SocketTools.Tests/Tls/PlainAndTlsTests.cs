using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Tls;

/// <summary>What works on a connection as it is works over TLS in the same way.</summary>
public class PlainAndTlsTests : TlsTest
{
    private readonly TemporaryFolder _folder = new();

    public PlainAndTlsTests(Certificates certificates)
        : base(certificates) => Session["file"] = _folder["file"];

    public static MatrixTheoryData<string, bool> Uses() => new(s_uses.Keys, new[] { false, true });

    // What the server says, and what the script gives.
    private static readonly Dictionary<string, (string Said, string Expected)> s_uses = new()
    {
        ["Receive-SocketLine $c -Until '^\\d+ '"] = ("250-one\r\n250 two\r\n", "250-one|250 two"),
        ["Receive-SocketLine $c -DotTerminated"] = ("one\r\n..two\r\n.\r\n", "one|.two"),
        ["Receive-SocketData $c -Count 2 -Peek -AsText; Receive-SocketData $c -Count 4 -AsText"] = ("four", "fo|four"),
        ["Receive-SocketData $c -Count 4 -OutFile $file; [IO.File]::ReadAllText($file)"] = ("four", "four"),
        ["(Wait-SocketPattern $c 'log(in): ').Groups[1].Value"] = ("hello\r\nlogin: ", "in"),
        ["(Invoke-SocketCommand NOOP -Connection $c -ReplyFormat Smtp).Text"] = ("220 hello\r\n250 fine\r\n", "fine"),
        ["Send-RawHttpRequest http://host.test/ -Connection $c; (Receive-RawHttpResponse $c).Content"] = ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "ok"),
        ["(Invoke-RawHttpRequest http://host.test/ PUT -Body x -Connection $c).Content"] = ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "ok"),
        ["Set-SocketOption $c NoDelay $false; (Get-SocketOption $c NoDelay).Value; Set-SocketOption $c NoDelay $true; (Get-SocketOption $c NoDelay).Value"] = ("", "False|True"),
        ["'a', 'b' | Send-SocketLine -Connection $c; [byte[]] (99, 10) | Send-SocketData -Connection $c; $c.BytesSent"] = ("", "8"),
    };

    [Theory]
    [MemberData(nameof(Uses))]
    public async Task Alike(string script, bool secure)
    {
        (string said, string expected) = s_uses[script];
        async Task Serve(ScriptedClient client)
        {
            if (said.StartsWith("HTTP", StringComparison.Ordinal))
            {
                await client.ReadUntilBlankLineAsync();
            }

            await client.SendAsync(said);
            await client.ReadToEndAsync();
        }

        using ScriptedServer server = secure ? ServerSide.Start(Certificates.Good, Serve) : ScriptedServer.Start(Serve);
        await ConnectAsync(server, secure ? "-Tls -CertificateAuthority $ca" : "");
        Assert.Equal(secure, Connection.Tls is not null);
        Assert.Equal(expected, string.Join('|', Run(script).Texts));
        Run("Close-SocketConnection $c");
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _folder.Dispose();
    }
}
