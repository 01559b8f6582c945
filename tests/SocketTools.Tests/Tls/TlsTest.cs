using System.Reflection;
using System.Runtime.Versioning;
using SocketTools.Connections;
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

    /// <summary>Whether the build for Windows PowerShell is under test, which lacks what .NET Framework lacks.</summary>
    internal static bool IsNetStandard { get; } = typeof(SocketConnection).Assembly
        .GetCustomAttribute<TargetFrameworkAttribute>()!.FrameworkName.StartsWith(".NETStandard", StringComparison.Ordinal);
}
