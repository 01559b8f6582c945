using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Sockets;

/// <summary>An interactive login, driven by Wait-SocketPattern.</summary>
public class LoginDialogueTests : EngineTest
{
    /// <summary>A login as a terminal has it: prompts without line ends, a password that is not echoed, a shell behind it.</summary>
    private const string Login = """
        printf 'Welcome to host7\n\n'
        while true; do
            printf 'login: '; IFS= read -r name || exit
            stty -echo 2>/dev/null; printf 'Password: '; IFS= read -r password; stty echo 2>/dev/null; printf '\n'
            [ "$name:$password" = 'anna:open sesame' ] && break
            printf 'Login incorrect\n'
        done
        printf 'Last login: yesterday\n'
        while printf '%s@host7:~$ ' "$name" && IFS= read -r command; do
            case $command in
                whoami) printf '%s\n' "$name" ;;
                count) i=0; while [ $i -lt 3 ]; do i=$((i + 1)); printf 'line %s\n' $i; done ;;
                logout) printf 'Goodbye.\n'; exit ;;
            esac
        done
        """;

    private const string Dialogue = """
        $null = Wait-SocketPattern $c 'login: $'
        Send-SocketLine anna -Connection $c
        $null = Wait-SocketPattern $c 'password: $'
        Send-SocketLine wrong -Connection $c
        (Wait-SocketPattern $c 'incorrect', '\$ $').Pattern
        $null = Wait-SocketPattern $c -SimpleMatch 'login: '
        Send-SocketLine anna -Connection $c
        $null = Wait-SocketPattern $c 'password: $'
        Send-SocketLine 'open sesame' -Connection $c
        $prompt = Wait-SocketPattern $c 'incorrect', '(?<user>\w+)@(?<host>\w+):~\$ $'
        "$($prompt.Groups['user']) on $($prompt.Groups['host'])"
        $prompt.Before.Trim()
        Send-SocketLine count -Connection $c
        (Wait-SocketPattern $c '~\$ $').Before -split '\r?\n' | Where-Object { $_ -match '^line' }
        Send-SocketLine logout -Connection $c
        Receive-SocketLine $c -All | Where-Object { $_ -match 'bye' }
        """;

    private static readonly string[] s_expected = { "incorrect", "anna on host7", "Last login: yesterday", "line 1", "line 2", "line 3", "Goodbye." };

    [Fact]
    public async Task At_a_terminal_behind_socat()
    {
        using var folder = new TemporaryFolder();
        string script = folder["login"];
        await File.WriteAllTextAsync(script, Login);
        (PeerProgram socat, int port) = await PeerProgram.SocatListeningAsync("TCP-LISTEN:0,bind=127.0.0.1", $"EXEC:bash {script},pty,setsid,ctty,stderr");
        using PeerProgram program = socat;

        // A terminal takes a line feed as the end of a line, and would take the carriage return before it as another.
        Run($"$c = New-SocketConnection 127.0.0.1:{port} -NewLine \"`n\"");
        Adopt();
        Assert.Equal(s_expected, Run(Dialogue).Texts);
    }

    [Theory]
    [InlineData(Delivery.Whole)]
    [InlineData(Delivery.ByteByByte)]
    public async Task However_the_bytes_come(Delivery delivery)
    {
        using var server = ScriptedServer.Start(async client =>
        {
            async Task<string?> AskAsync(string prompt)
            {
                await client.SendAsync(prompt, delivery);
                return await client.ReadLineAsync();
            }

            await client.SendAsync("Welcome to host7\r\n\r\n", delivery);
            while (await AskAsync("login: ") is string name)
            {
                if (await AskAsync(name + "\r\nPassword: ") == "open sesame")
                {
                    break;
                }

                await client.SendAsync("\r\nLogin incorrect\r\n", delivery);
            }

            Assert.Equal("count", await AskAsync("\r\nLast login: yesterday\r\nanna@host7:~$ "));
            Assert.Equal("logout", await AskAsync("count\r\nline 1\r\nline 2\r\nline 3\r\nanna@host7:~$ "));
            await client.SendAsync("logout\r\nGoodbye.\r\n", delivery);
        });
        await ConnectAsync(server);
        Assert.Equal(s_expected, Run(Dialogue).Texts);
    }
}
