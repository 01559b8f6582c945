using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Url;

/// <summary>An FTP server that says what the test has it say.</summary>
internal sealed class ScriptedFtp : IDisposable
{
    private readonly ConcurrentQueue<string> _heard = new();

    // For each data connection by its number: whether something goes over it.
    private readonly ConcurrentDictionary<int, TaskCompletionSource<bool>> _go = new();
    private readonly TaskCompletionSource _stalled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ScriptedServer _data;
    private readonly ScriptedServer _control;

    internal ScriptedFtp(byte[] content, Func<ScriptedClient, Task>? data = null)
    {
        Content = content;
        _data = ScriptedServer.Start(data ?? SendAsync);
        _control = ScriptedServer.Start(ServeAsync);
    }

    internal ScriptedFtp(string content, Func<ScriptedClient, Task>? data = null)
        : this(Encoding.UTF8.GetBytes(content), data)
    {
    }

    /// <summary>What goes over the data connection; from where REST says.</summary>
    internal byte[] Content { get; set; }

    /// <summary>What is said to each verb, in place of what a good server says; empty: nothing, until the end.</summary>
    internal Dictionary<string, string> Replies { get; } = new();

    /// <summary>What is said behind the data.</summary>
    internal string After { get; set; } = "226 Done\r\n";

    /// <summary>What is said behind the data of the first transfer, in place of <see cref="After"/>; null: that.</summary>
    internal string? AfterFirst { get; set; }

    /// <summary>The names that clients have asked TLS for, one for each handshake.</summary>
    internal ConcurrentQueue<string> ServerNames { get; } = new();

    /// <summary>Whether the control connection is closed behind the data.</summary>
    internal bool Hangs { get; set; }

    internal Delivery Delivery { get; set; }

    /// <summary>The certificate of a server that speaks TLS where it is asked for.</summary>
    internal X509Certificate2? Certificate { get; set; }

    /// <summary>Whether the data connection's TLS ends without a close_notify.</summary>
    internal bool CutsTls { get; set; }

    internal string Uri => $"ftp://{_control.Address}/";

    internal string Address => _control.Address;

    internal int DataPort => _data.Port;

    internal int Count() => _control.Count();

    internal int DataCount() => _data.Count();

    /// <summary>Everything that clients have said.</summary>
    internal IReadOnlyList<string> Heard => _heard.ToArray();

    /// <summary>Comes once the server says nothing any more.</summary>
    internal Task Stalled => _stalled.Task;

    /// <summary>227 with this server's data port and any address.</summary>
    internal string Passive(string address) => $"227 Entering Passive Mode ({address.Replace('.', ',')},{DataPort / 256},{DataPort % 256}).\r\n";

    public void Dispose()
    {
        _control.Dispose();
        _data.Dispose();
    }

    private async Task ServeAsync(ScriptedClient client)
    {
        int offset = 0;
        if (!await SayAsync(client, "greeting", "220 ready\r\n"))
        {
            return;
        }

        while (await client.ReadLineAsync() is string line)
        {
            _heard.Enqueue(line);
            string verb = line.Split(' ')[0];
            switch (verb)
            {
                case "QUIT":
                    return;
                case "AUTH" when Certificate is not null:
                    await client.SendAsync("234 Go\r\n");
                    await client.WrapAsync(ProtectAsync);
                    continue;
                case "REST" when !Replies.ContainsKey(verb):
                    offset = int.Parse(line.AsSpan(5), CultureInfo.InvariantCulture);
                    break;
                case "RETR" or "LIST" or "MLSD" when !Replies.ContainsKey(verb):
                    await client.SendAsync("150 Here it comes\r\n", Delivery);
                    Offset = offset;
                    Go(Transfers++).SetResult(true);
                    await DataSent.Task;
                    DataSent = NewSource();
                    if (Hangs)
                    {
                        return;
                    }

                    if (After.Length == 0)
                    {
                        _stalled.TrySetResult();
                        await client.StayAsync();
                    }

                    await client.SendAsync(Transfers == 1 && AfterFirst is not null ? AfterFirst : After, Delivery);
                    offset = 0;
                    continue;
                case "RETR" or "LIST" or "MLSD":
                    Go(Transfers++).SetResult(false);
                    break;
                default:
                    break;
            }

            if (!await SayAsync(client, verb, Good(verb)))
            {
                return;
            }
        }
    }

    private int Offset { get; set; }

    private int Transfers { get; set; }

    private TaskCompletionSource<bool> Go(int number) => _go.GetOrAdd(number, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    private TaskCompletionSource DataSent { get; set; } = NewSource();

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task SendAsync(ScriptedClient client)
    {
        if (!await Go(client.Number).Task)
        {
            return;
        }

        try
        {
            if (Certificate is not null)
            {
                await client.WrapAsync(ProtectAsync);
            }

            await client.SendAsync(Content[Offset..], Delivery);
            if (client.Stream is SslStream secure && !CutsTls)
            {
                await secure.ShutdownAsync();
            }

            client.CloseSend();
        }
        finally
        {
            DataSent.TrySetResult();
        }
    }

    private async Task<Stream> ProtectAsync(Stream plain)
    {
        var secure = new SslStream(plain);
        await secure.AuthenticateAsServerAsync(Certificate!);
        ServerNames.Enqueue(secure.TargetHostName);
        return secure;
    }

    private async Task<bool> SayAsync(ScriptedClient client, string verb, string good)
    {
        string reply = Replies.TryGetValue(verb, out string? other) ? other : good;
        if (reply.Length == 0)
        {
            _stalled.TrySetResult();
            await client.StayAsync();
        }

        if (reply == "endless")
        {
            await client.SendAsync("220-first\r\n");
            await client.SendForeverAsync("220-and on\r\n");
            return false;
        }

        await client.SendAsync(reply, Delivery);
        return true;
    }

    private string Good(string verb) => verb switch
    {
        "USER" => "331 Password\r\n",
        "PASS" => "230 Welcome\r\n",
        "TYPE" => "200 Fine\r\n",
        "SIZE" => $"213 {Content.Length}\r\n",
        "MDTM" => "213 20200102030405\r\n",
        "EPSV" => $"229 Extended (|||{DataPort}|)\r\n",
        "PASV" => Passive("127.0.0.1"),
        "REST" => "350 Go on\r\n",
        "FEAT" => "211-Features:\r\n MLST type*;size*;\r\n211 End\r\n",
        "PBSZ" or "PROT" => "200 Fine\r\n",
        "CWD" => "550 No such directory\r\n",
        _ => "502 What?\r\n",
    };
}
