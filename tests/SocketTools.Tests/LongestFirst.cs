using SocketTools.Tests;
using SocketTools.Tests.Cuts;
using SocketTools.Tests.Dialogues;
using SocketTools.Tests.Playing;
using SocketTools.Tests.Sockets;
using SocketTools.Tests.Tracing;
using SocketTools.Tests.Url;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace SocketTools.Tests;

/// <summary>Begins with the classes that take longest: begun last, they would go on when all others are done.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly Type[] s_longest =
    {
        typeof(EveryCutTests), typeof(RecordedSessionTests), typeof(FtpServerTests), typeof(RealClientTests), typeof(ListenerLoadTests), typeof(CacheTests),
    };

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection => testCollections.OrderBy(static c => Rank(c.TestCollectionDisplayName)).ToArray();

    private static int Rank(string name)
    {
        int rank = Array.FindIndex(s_longest, type => name.Contains(type.FullName!, StringComparison.Ordinal));
        return rank < 0 ? s_longest.Length : rank;
    }
}
