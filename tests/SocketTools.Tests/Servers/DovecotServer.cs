using System.Diagnostics;
using SocketTools.Tests.Tls;

namespace SocketTools.Tests.Servers;

/// <summary>dovecot: IMAP and POP3 with STARTTLS. With a folder for mail, everybody whose password is <see cref="Password"/> finds there what is
/// in the Maildir of the name.</summary>
internal sealed class DovecotServer : ProgramServer
{
    internal const string Password = "open,sesame";

    internal DovecotServer(Certificates certificates, string? mailFolder = null, string? sieveFolder = null)
    {
        string program = Find("dovecot", "dovecot-imapd dovecot-pop3d" + (sieveFolder is null ? "" : " dovecot-managesieved"));
        OpenToAll(Folder);
        Start(port => new ProcessStartInfo(program, new[]
        {
            "-F", "-c", Write("dovecot.conf", $$"""
                base_dir = {{Folder}}/run
                state_dir = {{Folder}}/state
                log_path = /dev/stderr
                protocols = imap pop3{{(sieveFolder is null ? "" : " sieve")}}
                ssl = {{(mailFolder is null ? "required" : "yes")}}
                ssl_cert = <{{certificates.GoodFile}}
                ssl_key = <{{certificates.GoodFile}}
                {{(mailFolder is null ? "" : $"mail_location = maildir:{mailFolder}/%n")}}
                service anvil {
                  chroot =
                }
                service imap-login {
                  chroot =
                  inet_listener imap {
                    address = 127.0.0.1
                    port = {{port}}
                  }
                  inet_listener imaps {
                    port = 0
                  }
                }
                service pop3-login {
                  chroot =
                  inet_listener pop3 {
                    address = 127.0.0.1
                    port = {{Pop3Port}}
                  }
                  inet_listener pop3s {
                    port = 0
                  }
                }
                {{(sieveFolder is null ? "" : Sieve(sieveFolder))}}
                passdb {
                  driver = static
                  args = {{(mailFolder is null && sieveFolder is null ? "nopassword=y" : "password=" + Password)}}
                }
                userdb {
                  driver = static
                  args = {{(mailFolder is null && sieveFolder is null ? "uid=1 gid=1" : "uid=nobody gid=nogroup")}} home={{sieveFolder ?? "/nonexistent"}}
                }

                """),
        }));
    }

    internal int Pop3Port { get; } = FreePort();

    internal int SievePort { get; } = FreePort();

    protected override bool EndsByRequest => true;

    private string Sieve(string folder) => $$"""
        service managesieve-login {
          chroot =
          inet_listener sieve {
            address = 127.0.0.1
            port = {{SievePort}}
          }
        }
        mail_location = maildir:{{folder}}/mail
        plugin {
          sieve = file:{{folder}}/scripts;active={{folder}}/active.sieve
        }
        """;
}
