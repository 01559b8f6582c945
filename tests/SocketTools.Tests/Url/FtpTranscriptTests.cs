using SocketTools.Tests.Engine;
using SocketTools.Tests.Tls;
using SocketTools.Tracing;
using SocketTools.Url;

namespace SocketTools.Tests.Url;

/// <summary>What is recorded of ftp URIs: both connections; alone, since another's TLS session of the same name costs a second attempt, which is recorded too.</summary>
[Collection(Alone.Name)]
public sealed class FtpTranscriptTests : TlsTest
{
    public FtpTranscriptTests(Certificates certificates)
        : base(certificates)
    {
    }

    [Theory]
    [InlineData("")]
    [InlineData("-Tls -CertificateAuthority $ca")]
    public void Control_and_data_are_each_recorded(string parameters)
    {
        using var server = new VsftpdServer(Certificates);
        File.WriteAllText(Path.Combine(server.Files, "hello.txt"), "hello\n");
        UriContent content = Run($"Get-UriContent {server.Uri}hello.txt {parameters} -Transcript").Single<UriContent>();
        Assert.Equal(2, content.Transcripts.Count);
        Assert.Same(content.Transcript, content.Transcripts[0]);
        Assert.Contains("C: RETR hello.txt\n", content.Transcript!.ToNotation(), StringComparison.Ordinal);
        Assert.Contains("C: PASS ********\n", content.Transcript.ToNotation(), StringComparison.Ordinal);
        SocketTranscript data = content.Transcripts[1];
        Assert.Equal("hello\n", Encoding.ASCII.GetString(data.BytesOf(TranscriptSide.Server)));
        Assert.Equal(parameters.Length > 0, data.Tls is not null);
        Assert.NotEqual(content.Transcript.ServerEndPoint, data.ServerEndPoint);
        UriContent listed = Run($"Get-UriContent {server.Uri} {parameters} -Transcript").Single<UriContent>();
        Assert.Contains("hello.txt", listed.Transcripts[^1].ToNotation(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_login_that_is_refused_hands_out_the_dialogue_without_the_password()
    {
        using var server = new PythonFtpServer();
        Session["credential"] = new System.Management.Automation.PSCredential("nobody", new System.Net.NetworkCredential("", "hunter2").SecurePassword);
        EngineResult refused = Session.Run($"Get-UriContent {server.Uri}x -Credential $credential -AllowUnencryptedAuthentication -Transcript -Verbose");
        var recording = (Recording)((Faults.SocketToolsException)Assert.Single(refused.Errors).Exception).Recording!;
        Assert.Matches(@"C: USER nobody\n(.|\n)*C: PASS \*{8}\n(.|\n)*S: 530 ", recording.Transcript.ToNotation());
        Assert.DoesNotContain("hunter2", string.Join('\n', refused.Verbose) + refused.Errors[0] + refused.Errors[0].Exception, StringComparison.Ordinal);
        Assert.Same(recording.Transcript, Assert.Single(recording.Transcripts));
    }
}
