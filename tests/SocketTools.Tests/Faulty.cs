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
