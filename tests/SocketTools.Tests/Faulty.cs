using SocketTools.Faults;

namespace SocketTools.Tests;

/// <summary>Asserts on faults.</summary>
internal static class Faulty
{
    internal static SocketToolsException Throws(Fault expected, Action work)
    {
        SocketToolsException thrown = Assert.Throws<SocketToolsException>(work);
        Assert.Equal(expected, thrown.Fault);
        Assert.DoesNotContain('\n', thrown.Message);
        Assert.DoesNotContain('\r', thrown.Message);
        return thrown;
    }
}

/// <summary>Asserts on many bytes, quickly.</summary>
internal static class Bytes
{
    internal static void Same(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        int at = expected.CommonPrefixLength(actual);
        Assert.True(at == expected.Length, $"They differ at {at} of {expected.Length}.");
    }
}
