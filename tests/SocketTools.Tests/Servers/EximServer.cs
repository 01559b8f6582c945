using System.Diagnostics;
using SocketTools.Tests.Tls;

namespace SocketTools.Tests.Servers;

/// <summary>exim: SMTP with STARTTLS. With a folder for mail it takes mail from those who have logged in, and delivers it there: a Maildir for
/// each name.</summary>
internal sealed class EximServer : ProgramServer
{
    internal const string User = "anna";
    internal const string Password = "open sesame";

    internal EximServer(Certificates certificates, string? mailFolder = null)
    {
        string program = Find("exim4", "exim4-daemon-light");
        OpenToAll(Folder);
        Directory.CreateDirectory(Path.Combine(Folder, "spool"));
        Start(port => new ProcessStartInfo(program, new[]
        {
            "-C", Write("exim.conf", $$"""
                keep_environment =
                exim_user = {{Environment.UserName}}
                never_users =
                primary_hostname = mail.test
                spool_directory = {{Folder}}/spool
                log_file_path = :syslog:
                pid_file_path =
                local_interfaces = 127.0.0.1
                daemon_smtp_ports = {{port}}
                tls_advertise_hosts = *
                tls_certificate = {{certificates.GoodFile}}
                tls_privatekey = {{certificates.GoodFile}}
                host_lookup =
                {{(mailFolder is null ? "acl_smtp_rcpt = deny" : Delivery(mailFolder))}}

                """),
            "-bdf",
        }));
    }

    // It delivers as nobody, because it refuses to as root.
    private static string Delivery(string mailFolder) => $$"""
        acl_smtp_rcpt = acl_rcpt
        acl_smtp_data = accept
        domainlist local_domains = mail.test
        begin acl
        acl_rcpt:
          accept authenticated = *
          deny
        begin routers
        local:
          driver = accept
          domains = +local_domains
          local_parts = anna : bert
          transport = maildir
        begin transports
        maildir:
          driver = appendfile
          maildir_format
          directory = {{mailFolder}}/$local_part_data
          create_directory
          user = nobody
          group = nogroup
        begin authenticators
        plain:
          driver = plaintext
          public_name = PLAIN
          server_prompts = :
          server_condition = {{Check("auth2", "auth3")}}
          server_set_id = $auth2
        login:
          driver = plaintext
          public_name = LOGIN
          server_prompts = Username:: : Password::
          server_condition = {{Check("auth1", "auth2")}}
          server_set_id = $auth1
        """;

    private static string Check(string user, string password) =>
        "${if and{{eq{$" + user + "}{" + User + "}}{eq{$" + password + "}{" + Password + "}}}}";
}
