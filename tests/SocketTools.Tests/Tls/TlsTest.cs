using SocketTools.Tests.Engine;

namespace SocketTools.Tests.Tls;

/// <summary>Tests whose session has the authority of the tests in $ca.</summary>
public abstract class TlsTest : EngineTest
{
    protected TlsTest(Certificates certificates)
    {
        Certificates = certificates;
        Session["ca"] = certificates.Authority;
    }

    internal Certificates Certificates { get; }
}
