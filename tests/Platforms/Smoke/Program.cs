using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using SocketTools;
using SocketTools.Connections;
using SocketTools.Dialogues;
using SocketTools.Faults;
using SocketTools.Limits;
using SocketTools.Playing;
using SocketTools.Probing;
using SocketTools.Reading;
using SocketTools.Replies;
using SocketTools.Tls;
using SocketTools.Tracing;
using SocketTools.Transport;

int passed = 0;
int failed = 0;
Console.WriteLine($"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {RuntimeInformation.FrameworkDescription}");

Check("lines go both ways, and what is not asked for waits", static () =>
{
    using Both both = Both.Open();
    both.Client.SendLine("one");
    both.Client.SendLine("two");
    Same("one", both.Server.ReceiveLine());
    Same("two", both.Server.ReceiveLine());
    both.Server.SendLine("answer, and é");
    Same("answer, and é", both.Client.ReceiveLine());
});
Check("a megabyte arrives as it was sent", static () =>
{
    using Both both = Both.Open();
    byte[] much = RandomNumberGenerator.GetBytes(1_000_000);
    var sending = System.Threading.Tasks.Task.Run(() => both.Client.SendBytes(much));
    Same(Convert.ToHexString(SHA256.HashData(much)), Convert.ToHexString(SHA256.HashData(both.Server.ReceiveBytes(much.Length))));
    sending.GetAwaiter().GetResult();
});
Check("a clock ends a wait and loses nothing", static () =>
{
    using Both both = Both.Open();
    both.Server.SendBytes("half"u8.ToArray());
    var reader = new LineReader(both.Client, new(Encoding.UTF8, null), 100);
    Fails(Fault.ReceiveTimeout, () => reader.ReadLine(new CallClock(Timeouts.FromSeconds(1, 1, 0.2), default)));
    both.Server.SendLine(" a line");
    Same("half a line", reader.ReadLine(Clock()));
});
Check("the end of a stream is no line, and a refusal is told", static () =>
{
    using Both both = Both.Open();
    int port = both.Client.Port;
    both.Server.Dispose();
    Fails(Fault.RemoteClosed, () => both.Client.ReceiveLine());
    both.Dispose();
    Fails(Fault.ConnectFailed, () => SocketClient.Connect("127.0.0.1", port));
});
Check("options are read and set", static () =>
{
    using Both both = Both.Open();
    both.Client.SetOption(SocketOptionId.NoDelay, true);
    Same(true, both.Client.GetOption(SocketOptionId.NoDelay));
});
Check("a page is fetched, and found under its URI too", static () =>
{
    using SocketListener web = Listen(new FixedResponder("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"u8.ToArray(), new PlaySettings()));
    Same("hello", SocketClient.Get($"http://127.0.0.1:{web.Port}/").Content);
    Same("hello", SocketClient.Fetch($"http://localhost:{web.Port}/").Content);
});
Check("a file is content like any other", static () =>
{
    string path = Path.GetTempFileName();
    File.WriteAllText(path, "in a file");
    Same("in a file", SocketClient.Fetch(path).Content);
    File.Delete(path);
});
Check("a dialogue has replies", static () =>
{
    var rules = new[] { new LineRule(new System.Text.RegularExpressions.Regex("^EHLO"), Encoding.ASCII.GetBytes("250-me\r\n250 SIZE 5\r\n"), IsExact: true) };
    using SocketListener mail = Listen(new LineResponder("220 ready\r\n"u8.ToArray(), rules, null, new PlaySettings()));
    using SocketConnection client = SocketClient.Connect("127.0.0.1", mail.Port);
    var conversation = new Conversation(client, ReplyFormat.Smtp, static (format, _) => ReplyProtocols.New(format), new ReplyOptions());
    SocketReply reply = conversation.Ask("EHLO you", Clock());
    Same("me\nSIZE 5", reply.Text);
});
Check("open and closed ports are told apart", static () =>
{
    using SocketListener web = Listen(new FixedResponder([], new PlaySettings()));
    var outcomes = new List<ProbeOutcome>();
    using var prober = new PortProber(new ProbeSettings { Timeout = TimeSpan.FromSeconds(10) }, default);
    prober.Add("127.0.0.1", PortList.Of(web.Port), outcomes.Add);
    prober.Finish(outcomes.Add);
    Same(PortState.Open, outcomes.Single().Test!.State);
});
Check("datagrams come with their sender", static () =>
{
    using SocketListener listener = SocketListener.Start(new IPEndPoint(IPAddress.Loopback, 0), SocketType.Dgram, 1);
    using SocketConnection client = new ConnectionOpener { Recipe = new SocketRecipe { SocketType = SocketType.Dgram } }.Open(HostEndPoint.Create("127.0.0.1", listener.Port), Clock());
    client.SendDatagram("ping"u8.ToArray(), Clock());
    Same("ping", Encoding.ASCII.GetString(listener.ReceiveDatagram(100, Clock()).Data));
});
Check("a transcript is written and read", static () =>
{
    SocketTranscript transcript = SocketTranscript.Parse("C: EHLO me\n@ 0.25\nS: 250 \"quoted\" \\x00\n* close\n");
    Same(transcript.ToNotation(), SocketTranscript.Parse(transcript.ToNotation()).ToNotation());
});
Check("a coded body is decoded", static () =>
{
    var coded = new MemoryStream();
    using (var zip = new GZipStream(coded, CompressionMode.Compress, leaveOpen: true))
    {
        zip.Write("decoded"u8);
    }

    byte[] head = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {coded.Length}\r\n\r\n");
    Same("decoded", SocketTools.Http.HttpExchange.Parse([.. head, .. coded.ToArray()], "GET", new() { Decompress = true }).Single().Content);
});
if (!RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
{
    Check("a Unix socket is a connection like any other", static () =>
    {
        string path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));
        using SocketListener listener = SocketListener.StartUnix(path, SocketType.Stream, 1);
        using SocketConnection client = new ConnectionOpener().OpenUnix(path, Clock());
        using SocketConnection server = listener.Accept(new ConnectionSettings(), Clock());
        client.SendLine("local");
        Same("local", server.ReceiveLine());
    });
}

if (Environment.GetEnvironmentVariable("SMOKE_TLS") != "no")
{
    Check("TLS is spoken, and a stranger's certificate refused", static () =>
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using X509Certificate2 bare = request.CreateSelfSigned(DateTimeOffset.Now.AddDays(-1), DateTimeOffset.Now.AddDays(1));
        using X509Certificate2 own = X509CertificateLoader.LoadPkcs12(bare.Export(X509ContentType.Pkcs12), null);
        var server = new TlsSettings { Certificate = own };
        using SocketListener web = Listen(new FixedResponder("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret"u8.ToArray(), new PlaySettings { Tls = server }));
        Fails(Fault.CertificateRejected, () => SocketClient.ConnectTls("127.0.0.1", web.Port));
        using SocketConnection client = new ConnectionOpener { Tls = new TlsSettings { SkipCertificateCheck = true } }.Open(HostEndPoint.Create("127.0.0.1", web.Port), Clock());
        client.SendLine("GET / HTTP/1.0");
        client.SendLine("");
        Same("HTTP/1.1 200 OK", client.ReceiveLine());
    });
}

Console.WriteLine($"{passed} passed, {failed} failed");
return failed == 0 ? 0 : 1;

void Check(string what, Action work)
{
    try
    {
        work();
        passed++;
        Console.WriteLine("ok   " + what);
    }
    catch (Exception failure)
    {
        failed++;
        Console.WriteLine($"BAD  {what}: {failure}");
    }
}

static CallClock Clock() => new(Timeouts.FromSeconds(60, 60, 60), default);

static SocketListener Listen(IResponder responder) => SocketListener.Start(new IPEndPoint(IPAddress.Loopback, 0), SocketType.Stream, 10, null, responder);

static void Same<T>(T expected, T actual)
{
    if (!EqualityComparer<T>.Default.Equals(expected, actual))
    {
        throw new InvalidOperationException($"Expected {expected}, and it is {actual}.");
    }
}

static void Fails(Fault expected, Action work)
{
    try
    {
        work();
    }
    catch (SocketToolsException fault) when (fault.Fault == expected)
    {
        return;
    }

    throw new InvalidOperationException($"It did not fail with {expected}.");
}

/// <summary>Two ends of a connection.</summary>
internal sealed class Both(SocketListener listener, SocketConnection client, SocketConnection server) : IDisposable
{
    internal SocketConnection Client => client;

    internal SocketConnection Server => server;

    internal static Both Open()
    {
        var listener = SocketListener.Start(new IPEndPoint(IPAddress.Loopback, 0), SocketType.Stream, 1);
        SocketConnection client = SocketClient.Connect("localhost", listener.Port);
        return new Both(listener, client, listener.Accept(new ConnectionSettings(), new CallClock(Timeouts.FromSeconds(60, 60, 60), default)));
    }

    public void Dispose()
    {
        client.Dispose();
        server.Dispose();
        listener.Dispose();
    }
}
