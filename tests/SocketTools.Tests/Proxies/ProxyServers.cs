using System.Diagnostics;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Proxies;

/// <summary>squid: one port for everybody, one for those with a password; it knows a name that nobody else does, and one it is forbidden to reach.</summary>
public sealed class SquidServer : IDisposable
{
    internal const string Name = "behind-squid.test";
    internal const string Forbidden = "forbidden.test";
    internal const string User = "me";
    internal const string Password = "s3cret";

    private readonly Lazy<Server> _server = new(static () => new Server());

    internal int Port => _server.Value.Port;

    internal int GuardedPort => _server.Value.GuardedPort;

    public void Dispose()
    {
        if (_server.IsValueCreated)
        {
            _server.Value.Dispose();
        }
    }

    private sealed class Server : ProgramServer
    {
        internal Server()
        {
            string program = Find("squid", "squid");
            OpenToAll(Folder);
            OpenToAll(Write("hosts", $"127.0.0.1 {Name} {Forbidden}\n"));
            OpenToAll(Write("users", $"{User}:{HashOf(Password)}\n"));
            Start(port =>
            {
                string configuration = Write("squid.conf", Configuration(port));
                OpenToAll(configuration);

                // Its shared memory is named for its service name: others on this machine must not share it.
                return new ProcessStartInfo(program, new[] { "-N", "-n", $"test{port}", "-f", configuration });
            });
        }

        internal int GuardedPort { get; } = FreePort();

        protected override bool EndsByRequest => true;

        private string Configuration(int port) => $"""
            http_port 127.0.0.1:{port}
            http_port 127.0.0.1:{GuardedPort}
            pid_filename none
            cache_effective_user {(Environment.UserName == "root" ? "proxy" : Environment.UserName)}
            cache deny all
            access_log none
            cache_log /dev/null
            cache_store_log none
            netdb_filename none
            coredump_dir {Folder}
            visible_hostname proxy.test
            shutdown_lifetime 0 seconds
            hosts_file {Folder}/hosts
            auth_param basic program /usr/lib/squid/basic_ncsa_auth {Folder}/users
            auth_param basic children 1 startup=1 idle=1
            auth_param basic realm test
            acl known proxy_auth REQUIRED
            acl guarded localport {GuardedPort}
            acl forbidden dstdomain {Forbidden}
            http_access deny forbidden
            http_access deny guarded !known
            http_access allow all

            """;

        private static string HashOf(string password) => RunToEnd("openssl", "openssl", "passwd", "-apr1", password).Trim();
    }
}

/// <summary>microsocks: SOCKS 5.</summary>
internal sealed class MicrosocksServer : ProgramServer
{
    internal MicrosocksServer(params string[] options)
    {
        string program = Find("microsocks", "microsocks");
        Start(port => new ProcessStartInfo(program, new[] { "-i", "127.0.0.1", "-p", port.ToString((IFormatProvider?)null) }.Concat(options)));
    }
}

/// <summary>sshd, which lets in who has the one key.</summary>
internal sealed class SshServer : ProgramServer
{
    internal SshServer()
    {
        string program = Find("sshd", "openssh-server");
        foreach (string name in new[] { "host", "user" })
        {
            RunToEnd("ssh-keygen", "openssh-client", "-q", "-t", "ed25519", "-N", "", "-f", Path.Combine(Folder, name));
        }

        // Its folder for giving up rights; a package's service makes it otherwise.
        if (Environment.UserName == "root")
        {
            Directory.CreateDirectory("/run/sshd");
        }

        Start(port => new ProcessStartInfo(program, new[]
        {
            "-D", "-e", "-f", Write("sshd.conf", $"""
                ListenAddress 127.0.0.1:{port}
                HostKey {Folder}/host
                AuthorizedKeysFile {Folder}/user.pub
                StrictModes no
                UsePAM no
                PermitRootLogin yes
                PidFile none

                """),
        }));
    }

    internal string KeyFile => Path.Combine(Folder, "user");
}

/// <summary>ssh -D: SOCKS through a tunnel.</summary>
internal sealed class SshTunnel : ProgramServer
{
    internal SshTunnel(SshServer server)
    {
        string program = Find("ssh", "openssh-client");
        Start(port => new ProcessStartInfo(program, new[]
        {
            "-F", "none", "-N", "-D", $"127.0.0.1:{port}", "-p", server.Port.ToString((IFormatProvider?)null), "-i", server.KeyFile,
            "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "ExitOnForwardFailure=yes",
            $"{Environment.UserName}@127.0.0.1",
        }));
    }
}
