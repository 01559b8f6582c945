using System.Diagnostics;

namespace SocketTools.Tests.Servers;

/// <summary>innd: news, with one group, local.test, that everybody on this machine may read and write.</summary>
internal sealed class NewsServer : ProgramServer
{
    private const string Programs = "/usr/lib/news/bin/";

    internal NewsServer()
    {
        string program = Find(Programs + "innd", "inn2");
        OpenToAll(Folder);
        foreach (string folder in new[] { "db", "run", "log", "etc", "tmp", "http", "spool/articles", "spool/overview", "spool/incoming", "spool/outgoing", "spool/innfeed" })
        {
            Directory.CreateDirectory(Path.Combine(Folder, folder));
        }

        Write("etc/storage.conf", "method tradspool {\n    newsgroups: *\n    class: 0\n}\n");
        Write("etc/newsfeeds", "ME:!*/!local::\n");
        Write("etc/incoming.conf", "peer ME { hostname: \"127.0.0.1\" }\n");
        Write("etc/readers.conf", "auth \"all\" { hosts: \"*\" default: \"<all>\" }\naccess \"all\" { users: \"*\" newsgroups: \"*\" access: RPA }\n");
        Write("etc/expire.ctl", "*:::\n");
        foreach (string empty in new[] { "etc/moderators", "etc/control.ctl", "etc/distributions", "etc/subscriptions", "etc/localgroups", "etc/distrib.pats", "db/active.times", "db/history" })
        {
            Write(empty, "");
        }

        Write("db/active", "control 0000000000 0000000001 n\ncontrol.cancel 0000000000 0000000001 n\njunk 0000000000 0000000001 n\nlocal.test 0000000000 0000000001 y\n");
        Write("db/newsgroups", "local.test\tA group for tests\n");
        WriteConfiguration(119);
        if (Environment.UserName == "root")
        {
            // It gives up its rights, and refuses what others own.
            RunToEnd("chown", "coreutils", "-R", "news:news", Folder);
        }

        RunToEnd(AsNews(Programs + "makedbz", "-i", "-o", "-s", "3000"));
        Start(port =>
        {
            WriteConfiguration(port);
            return AsNews(program, "-f", "-P", port.ToString((IFormatProvider?)null));
        });
    }

    protected override bool EndsByRequest => true;

    private ProcessStartInfo AsNews(params string[] command)
    {
        ProcessStartInfo start = As("news", command);
        start.WorkingDirectory = Path.Combine(Folder, "db");
        start.Environment["INNCONF"] = Path.Combine(Folder, "etc/inn.conf");
        return start;
    }

    private void WriteConfiguration(int port)
    {
        string path = Write("etc/inn.conf", $"""
            mta: "/bin/true %s"
            organization: tests
            pathhost: news.test
            domain: news.test
            hismethod: hisv6
            enableoverview: true
            ovmethod: tradindexed
            pathnews: /usr/lib/news
            runasuser: {(Environment.UserName == "root" ? "news" : Environment.UserName)}
            runasgroup: {(Environment.UserName == "root" ? "news" : Environment.UserName)}
            patharchive: {Folder}/spool/archive
            patharticles: {Folder}/spool/articles
            pathincoming: {Folder}/spool/incoming
            pathoutgoing: {Folder}/spool/outgoing
            pathoverview: {Folder}/spool/overview
            pathspool: {Folder}/spool
            pathtmp: {Folder}/tmp
            pathdb: {Folder}/db
            pathetc: {Folder}/etc
            pathrun: {Folder}/run
            pathlog: {Folder}/log
            pathhttp: {Folder}/http
            port: {port}
            bindaddress: 127.0.0.1
            bindaddress6: none
            pgpverify: false
            readertrack: false
            nnrpdloadlimit: 0
            initialtimeout: 60

            """);
        OpenToAll(path);
    }
}
