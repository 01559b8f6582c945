using System.Management.Automation;
using System.Security;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;
using SocketTools.Tests.Tls;
using SocketTools.Tests.Url;

namespace SocketTools.Tests.Documentation;

/// <summary>The real servers that the tutorial talks to where it asks its readers to put in their own.</summary>
internal sealed class TutorialServers : IDisposable
{
    private readonly Certificates _certificates;
    private readonly TemporaryFolder _mail = new();
    private readonly EximServer _exim;
    private readonly DovecotServer _dovecot;
    private readonly NewsServer _news = new();
    private readonly VsftpdServer _files;

    internal TutorialServers(Certificates certificates)
    {
        _certificates = certificates;
        ProgramServer.OpenToAll(_mail.Path, writable: true);
        _exim = new EximServer(certificates, _mail.Path);
        _dovecot = new DovecotServer(certificates, _mail.Path);
        _files = new VsftpdServer(certificates);
        File.WriteAllText(Path.Combine(_files.Files, "hello.txt"), "Hello from a file server\n");
    }

    /// <summary>Puts them where the tutorial looks for them.</summary>
    internal void PutInto(EngineSession session)
    {
        session["smtp"] = $"localhost:{_exim.Port}";
        session["pop3"] = $"localhost:{_dovecot.Pop3Port}";
        session["news"] = $"localhost:{_news.Port}";
        session["files"] = $"localhost:{_files.Port}";
        session["authority"] = _certificates.AuthorityFile;
        session["anna"] = Credential(EximServer.User, EximServer.Password);
        session["bert"] = Credential("bert", DovecotServer.Password);
    }

    /// <summary>Waits for what a reader has waited for by the time that an example is typed.</summary>
    internal void AwaitFor(string script)
    {
        if (script.Contains("$pop3", StringComparison.Ordinal))
        {
            RunningScript.Until(() => Directory.Exists(_mail["bert/new"]) && Directory.GetFiles(_mail["bert/new"]).Length > 0, "the delivery");
        }
    }

    public void Dispose()
    {
        _exim.Dispose();
        _dovecot.Dispose();
        _news.Dispose();
        _files.Dispose();
        _mail.Dispose();
    }

    private static PSCredential Credential(string name, string password)
    {
        var secret = new SecureString();
        foreach (char c in password)
        {
            secret.AppendChar(c);
        }

        return new PSCredential(name, secret);
    }
}
