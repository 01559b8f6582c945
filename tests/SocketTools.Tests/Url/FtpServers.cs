using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using SocketTools.Tests.Servers;
using SocketTools.Tests.Tls;

namespace SocketTools.Tests.Url;

/// <summary>vsftpd: anonymous, reading a folder and writing its "incoming"; with TLS where it is asked for, and then on the data connection too,
/// whose session has to be the control connection's.</summary>
internal sealed class VsftpdServer : ProgramServer
{
    private static int s_number;

    internal VsftpdServer(Certificates certificates, bool onlyOldPassive = false)
    {
        string program = Find("vsftpd", "vsftpd");
        Name = $"vsftpd{Interlocked.Increment(ref s_number)}.test";
        Certificate = certificates.Issue("localhost", "127.0.0.1", Name);
        string certificate = certificates.FileOf(Certificate, Name + ".pem");
        Files = Path.Combine(Folder, "files");
        OpenToAll(Folder);
        foreach (string name in new[] { "empty", "files", "files/incoming", "files/sub dir" })
        {
            Directory.CreateDirectory(Path.Combine(Folder, name));
            OpenToAll(Path.Combine(Folder, name));
        }

        Start(port => new ProcessStartInfo(program, new[]
        {
            Write("vsftpd.conf", $"""
                listen=YES
                listen_address=127.0.0.1
                listen_port={port}
                background=NO
                run_as_launching_user=YES
                seccomp_sandbox=NO
                secure_chroot_dir={Folder}/empty
                anonymous_enable=YES
                anon_root={Files}
                write_enable=YES
                anon_upload_enable=YES
                ssl_enable=YES
                allow_anon_ssl=YES
                force_anon_data_ssl=NO
                require_ssl_reuse=YES
                ssl_ciphers=HIGH
                rsa_cert_file={certificate}
                rsa_private_key_file={certificate}
                {(onlyOldPassive ? "cmds_denied=EPSV" : "")}

                """),
        }));
    }

    /// <summary>A name that its certificate has and nobody else. The platform keeps one TLS session for each name: what other tests do with
    /// localhost at the same time would take its place.</summary>
    internal string Name { get; }

    internal X509Certificate2 Certificate { get; }

    /// <summary>What it serves.</summary>
    internal string Files { get; }

    internal string Uri => $"ftp://localhost:{Port}/";
}

/// <summary>pyftpdlib: MLSD, and a user with a password.</summary>
internal sealed class PythonFtpServer : ProgramServer
{
    internal const string Password = "sesame öffne";

    private const string Script = """
        import sys
        from pyftpdlib.authorizers import DummyAuthorizer
        from pyftpdlib.handlers import FTPHandler
        from pyftpdlib.servers import FTPServer
        port, root = int(sys.argv[1]), sys.argv[2]
        authorizer = DummyAuthorizer()
        authorizer.add_user('ann', sys.argv[3], root, perm='elradfmw')
        FTPHandler.authorizer = authorizer
        FTPServer(('127.0.0.1', port), FTPHandler).serve_forever()
        """;

    internal PythonFtpServer()
    {
        string program = Find("python3", "python3-pyftpdlib");
        if (File.Exists("/usr/bin/python3"))
        {
            // The one that packages are made for.
            program = "/usr/bin/python3";
        }

        Files = Path.Combine(Folder, "files");
        Directory.CreateDirectory(Files);
        Start(port => new ProcessStartInfo(program, new[] { "-c", Script, port.ToString((IFormatProvider?)null), Files, Password }));
    }

    /// <summary>What it serves.</summary>
    internal string Files { get; }

    internal string Uri => $"ftp://127.0.0.1:{Port}/";
}

/// <summary>A folder to be served, with an empty one in it.</summary>
internal static class FtpFiles
{
    internal static string MakeIn(string folder)
    {
        string files = Path.Combine(folder, "files");
        Directory.CreateDirectory(Path.Combine(files, "empty"));
        foreach (string path in new[] { folder, files, Path.Combine(files, "empty") })
        {
            ProgramServer.OpenToAll(path);
        }

        return files;
    }
}

/// <summary>proftpd: anonymous, and MLSD with the owners' names.</summary>
internal sealed class ProftpdServer : ProgramServer
{
    internal ProftpdServer()
    {
        string program = Find("proftpd", "proftpd-core");
        Files = FtpFiles.MakeIn(Folder);
        Start(port => new ProcessStartInfo(program, new[]
        {
            "-n", "-q", "-c", Write("proftpd.conf", $"""
                ServerType standalone
                DefaultAddress 127.0.0.1
                Port {port}
                UseIPv6 off
                ScoreboardFile {Folder}/scoreboard
                PidFile {Folder}/pid
                DelayTable none
                SystemLog none
                WtmpLog off
                UseFtpUsers off
                AuthPAM off
                User {Environment.UserName}
                Group {(Environment.UserName == "root" ? "root" : "nogroup")}
                <Anonymous {Files}>
                  User nobody
                  Group nogroup
                  UserAlias anonymous nobody
                  RequireValidShell off
                </Anonymous>

                """),
        }));
    }

    /// <summary>What it serves.</summary>
    internal string Files { get; }

    internal string Uri => $"ftp://127.0.0.1:{Port}/";
}

/// <summary>pure-ftpd: a user of its own database.</summary>
internal sealed class PureFtpdServer : ProgramServer
{
    internal const string Password = "sesame";

    internal PureFtpdServer()
    {
        string program = Find("pure-ftpd", "pure-ftpd");
        Files = FtpFiles.MakeIn(Folder);

        // pure-pw hashes passwords so that each login costs half a second: this one is hashed as it was in 1994.
        string hash = RunToEnd("openssl", "openssl", "passwd", "-1", Password).Trim();
        string users = Write("users", $"ann:{hash}:65534:65534::{Files}/./::::::::::::\n");
        RunToEnd("pure-pw", "pure-ftpd", "mkdb", users + ".pdb", "-f", users);
        Start(port => new ProcessStartInfo(program, new[] { "-S", $"127.0.0.1,{port}", "-E", "-H", "-u", "1", "-l", $"puredb:{users}.pdb", "-g", users + ".pid" }));
    }

    /// <summary>What it serves.</summary>
    internal string Files { get; }

    internal string Uri => $"ftp://127.0.0.1:{Port}/";
}

/// <summary>gophernicus, behind socat, which does what inetd did.</summary>
internal sealed class GophernicusServer : ProgramServer
{
    internal GophernicusServer()
    {
        string socat = Find("socat", "socat");
        string program = Find("gophernicus", "gophernicus");
        Files = Path.Combine(Folder, "files");
        Directory.CreateDirectory(Files);
        OpenToAll(Folder);
        OpenToAll(Files);

        // What it says before an exit code that is not 0, socat would throw away.
        Start(port => new ProcessStartInfo(socat, new[]
        {
            "-t", "100", $"TCP-LISTEN:{port},bind=127.0.0.1,fork,reuseaddr", $"SYSTEM:{program} -nv -nm -nr -ns -h localhost -p {port} -r {Files}; true",
        }));
    }

    /// <summary>What it serves; files in it have to be open to all.</summary>
    internal string Files { get; }

    internal string Uri => $"gopher://localhost:{Port}/";

    /// <summary>Puts a file there.</summary>
    internal void Serve(string name, byte[] content)
    {
        string path = Path.Combine(Files, name);
        File.WriteAllBytes(path, content);
        OpenToAll(path);
    }
}
