using System.Management.Automation;
using SocketTools.Http;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Http;

/// <summary>What users of Invoke-WebRequest bring along: types, agents, forms, sessions; and what errors say about the wrong scheme.</summary>
public class HabitTests : EngineTest
{
    private const string Ours = "Host: h\r\nUser-Agent: SocketTools\r\n";

    [Theory]
    [InlineData("http://h/ -Method POST -Body x -ContentType text/x", "POST / HTTP/1.1\r\n" + Ours + "Content-Type: text/x\r\nContent-Length: 1\r\n\r\nx")]
    [InlineData("http://h/ -Method POST -Body ([string][char]0xE4) -ContentType 'text/x; charset=iso-8859-1'", "POST / HTTP/1.1\r\n" + Ours + "Content-Type: text/x; charset=iso-8859-1\r\nContent-Length: 1\r\n\r\n\u00e4")]
    [InlineData("http://h/ -Method POST -Body x -ContentType text/x -Headers @{ 'content-type' = 'text/y' }", "POST / HTTP/1.1\r\n" + Ours + "content-type: text/y\r\nContent-Length: 1\r\n\r\nx")]
    [InlineData("http://h/ -UserAgent me", "GET / HTTP/1.1\r\nHost: h\r\nUser-Agent: me\r\n\r\n")]
    [InlineData("http://h/ -UserAgent me -Headers @{ 'User-Agent' = $null }", "GET / HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("http://h/ -Method POST -Body ([ordered]@{ 'a b' = 'ä&='; n = 1, 2; e = $null })", "POST / HTTP/1.1\r\n" + Ours + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 31\r\n\r\na+b=%C3%A4%26%3D&n=1&n=2&e=")]
    [InlineData("'http://h/p?x=1#f' -Body @{ a = 'b c' }", "GET /p?x=1&a=b+c HTTP/1.1\r\n" + Ours + "\r\n")]
    [InlineData("http://h -Body @{ a = 1 }", "GET /?a=1 HTTP/1.1\r\n" + Ours + "\r\n")]
    public void A_request_is_as_Invoke_WebRequest_would_make_it(string parameters, string expected)
    {
        int length = Encoding.UTF8.GetByteCount("a+b=%C3%A4%26%3D&n=1&n=2&e=");
        Assert.Equal(expected.Replace("Content-Length: 31", $"Content-Length: {length}", StringComparison.Ordinal), Bytes(parameters));
    }

    [Fact]
    public void A_form_in_parts_has_texts_bytes_and_files_that_are_streamed()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a\"b.txt"], "file");
        Session["file"] = folder["a\"b.txt"];
        string sent = Bytes("http://h/ -Method POST -Form ([ordered]@{ text = 'ä'; many = 1, 'two'; bytes = [byte[]](1, 2); file = (Get-Item -LiteralPath $file) })");
        string boundary = System.Text.RegularExpressions.Regex.Match(sent, "boundary=(\\S+)\r\n").Groups[1].Value;
        string[] parts = sent[(sent.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..].Split("--" + boundary);
        Assert.Equal(
            new[]
            {
                "",
                "\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n\u00c3\u00a4\r\n",
                "\r\nContent-Disposition: form-data; name=\"many\"\r\n\r\n1\r\n",
                "\r\nContent-Disposition: form-data; name=\"many\"\r\n\r\ntwo\r\n",
                "\r\nContent-Disposition: form-data; name=\"bytes\"\r\nContent-Type: application/octet-stream\r\n\r\n\u0001\u0002\r\n",
                "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a%22b.txt\"\r\nContent-Type: application/octet-stream\r\n\r\nfile\r\n",
                "--\r\n",
            },
            parts);
        Assert.Contains($"Content-Length: {sent.Length - sent.IndexOf("\r\n\r\n", StringComparison.Ordinal) - 4}\r\n", sent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Form @{ a = 1 } -Body x")]
    [InlineData("-Form @{ a = 1 } -ContentType text/x")]
    [InlineData("-Form @{ a = 1 } -RequestBytes x")]
    [InlineData("-Form @{ a = Get-Item / }")]
    [InlineData("-WebSession ([SocketTools.Http.HttpSession]::new()) -SessionVariable s")]
    public void What_does_not_go_together_is_refused(string parameters) =>
        Assert.StartsWith("InvalidRequest,", Session.Run($"Invoke-RawHttpRequest http://h/ POST {parameters}").Errors.Single().FullyQualifiedErrorId, StringComparison.Ordinal);

    [Fact]
    public void A_session_keeps_the_cookies_of_redirects_too_and_gives_each_to_its_own()
    {
        var asked = new List<string>();
        using var server = ScriptedServer.Start(async client =>
        {
            while (await client.ReadUntilBlankLineAsync() is { Count: > 0 } lines)
            {
                lock (asked)
                {
                    asked.Add($"{lines[0].Split(' ')[1]} {lines.SingleOrDefault(static l => l.StartsWith("Cookie", StringComparison.Ordinal))}".TrimEnd());
                }

                await client.SendAsync(lines[0].Contains("/login", StringComparison.Ordinal)
                    ? "HTTP/1.1 302 Found\r\nSet-Cookie: id=42; Path=/; HttpOnly\r\nSet-Cookie: sub=1; Path=/sub\r\nSet-Cookie: x=y; Domain=elsewhere.example\r\nLocation: /home\r\nContent-Length: 0\r\n\r\n"
                    : "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            }
        });
        Run($$"""
            Invoke-RawHttpGet {{server.Url}}login -SessionVariable session -MaximumRedirection 1
            Invoke-RawHttpGet {{server.Url}}sub/a -WebSession $session
            Invoke-RawHttpGet {{server.Url}} -WebSession $session -Headers @{ Cookie = 'own=1' }
            Invoke-RawHttpGet {{server.Url}}
            New-SocketConnection {{server.Address}} | ForEach-Object { Invoke-RawHttpGet {{server.Url}} -Connection $_ -WebSession $session; Close-SocketConnection $_ }
            """);
        Assert.Equal(new[] { "/login", "/home Cookie: id=42", "/sub/a Cookie: sub=1; id=42", "/ Cookie: own=1", "/", "/ Cookie: id=42" }, asked);
    }

    [Fact]
    public void The_error_of_RequireSuccess_begins_what_the_server_says()
    {
        using var server = ScriptedServer.Answering("HTTP/1.1 422 No\r\nContent-Length: 40\r\n\r\n{\"error\":\r\n  \"name is \u001b[31m missing\"}    ");
        string message = Session.Run($"Invoke-RawHttpGet {server.Url} -RequireSuccess").SingleError("ReplyRejected", ErrorCategory.InvalidResult).Exception.Message;
        Assert.Contains("{\"error\": \"name is `u{1B}[31m missing\"}", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Plain_HTTP_that_meets_TLS_is_asked_whether_it_is_https()
    {
        using var server = ScriptedServer.Answering(new byte[] { 21, 3, 1, 0, 2, 2, 70 });
        string message = Session.Run($"Invoke-RawHttpGet {server.Url}").SingleError("ProtocolViolation", ErrorCategory.ProtocolError).Exception.Message;
        Assert.Contains("is it https?", message, StringComparison.Ordinal);
    }

    [Fact]
    public void TLS_that_meets_plain_HTTP_is_asked_whether_it_is_http()
    {
        using var server = ScriptedServer.Start(static async client =>
        {
            await client.ReadAsync(10);
            await client.SendAsync("HTTP/1.1 400 Bad Request\r\n\r\n");
        });
        string message = Session.Run($"Invoke-RawHttpGet https://{server.Address}/").SingleError("TlsFailed", ErrorCategory.SecurityError).Exception.Message;
        Assert.Contains("is it http, not https", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Which_part_of_a_chunked_body_is_missing_is_told()
    {
        using var server = ScriptedServer.Answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nA: b\r\n");
        string message = Session.Run($"Invoke-RawHttpGet {server.Url}").SingleError("Truncated", ErrorCategory.InvalidData).Exception.Message;
        Assert.Contains("the empty line behind its last chunk did not", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_request_only_the_values_of_harmless_fields_are_shown()
    {
        using var server = ScriptedServer.Answering("HTTP/1.1 200 OK\r\nX-Auth-Token: s3cret\r\nContent-Length: 0\r\n\r\n");
        EngineResult result = Run($"Invoke-RawHttpGet {server.Url} -Headers ([ordered]@{{ Accept = 'text/x'; 'If-None-Match' = '\"1\"'; 'PRIVATE-TOKEN' = 's3cret'; 'X-Whatever' = 's3cret'; Referer = 'http://me:s3cret@h/' }}) -Verbose");
        string shown = Encoding.Latin1.GetString(result.Single<RawHttpResponse>().RequestBytes);
        Assert.Contains("Accept: text/x\r\nIf-None-Match: \"1\"\r\nPRIVATE-TOKEN: ********\r\nX-Whatever: ********\r\nReferer: ********\r\n", shown, StringComparison.Ordinal);
        Assert.DoesNotContain(result.Verbose, static line => line.Contains("s3cret", StringComparison.Ordinal));
    }

    private string Bytes(string parameters) => Encoding.Latin1.GetString(Run($"ConvertTo-RawHttpRequest {parameters}").Single<byte[]>());
}
