using SocketTools.Tests.Tls;

namespace SocketTools.Tests.Cuts;

/// <summary>The module's commands against servers that are cut behind each byte, by close, reset and silence: the answer, or the
/// right error within its clock, and never a word that is not the server's.</summary>
public class EveryCutTests
{
    private readonly Certificates _certificates;

    public EveryCutTests(Certificates certificates) => _certificates = certificates;

    [Fact]
    public void Of_what_is_read_in_lines_and_bytes() => Run(Exchanges.Lines);

    [Fact]
    public void Of_each_reply_format() => Run(Exchanges.Replies);

    [Fact]
    public void Of_each_body_framing() => Run(Exchanges.Bodies);

    [Fact]
    public void Of_each_opening() => Run(Exchanges.Openings);

    [Fact]
    public void Below_TLS() => Run(static bench => bench.RunBelow(Exchanges.Cipher));

    [Fact]
    public void Below_TLS_of_which_only_the_handshake_counts() => Run(static bench => bench.RunBelow(Exchanges.Presented));

    [Fact]
    public void Of_clients_that_begin_TLS() => Run(static bench => bench.RunAccepting(Exchanges.Accepted));

    private void Run(IEnumerable<Exchange> exchanges) => Run(bench => bench.Run(exchanges));

    private void Run(Action<CutBench> run)
    {
        var bench = new CutBench(_certificates);
        run(bench);
        TestContext.Current.SendDiagnosticMessage("{0}", $"{bench.Cuts} cuts\n{bench.Table}");
        Assert.True(bench.Unexpected.Count == 0, $"{bench.Unexpected.Count} of {bench.Cuts}:\n{string.Join('\n', bench.Unexpected.Take(60))}\n{bench.Table}");
    }
}
