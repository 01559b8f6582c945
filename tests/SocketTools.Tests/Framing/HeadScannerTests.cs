using SocketTools.Faults;
using SocketTools.Framing;

namespace SocketTools.Tests.Framing;

public class HeadScannerTests
{
    [Theory]
    [InlineData("A: b\r\n\r\nbody", 8)]
    [InlineData("A: b\n\nbody", 6)]
    [InlineData("A: b\r\n\nbody", 7)]
    [InlineData("A: b\n\r\nbody", 7)]
    [InlineData("\r\nbody", 2)]
    [InlineData("\nbody", 1)]
    [InlineData("A: b\r\n\r\r\nC: d\r\n\r\n", 17)]
    [InlineData("A: b\r\n \r\nC: d\r\n\r\n", 17)]
    public void A_block_ends_with_an_empty_line_however_it_arrives(string input, int consumed)
    {
        foreach (string way in Arrival.Ways)
        {
            (ScanResult result, _) = Arrival.Scan(new HeadScanner(1000), Encoding.ASCII.GetBytes(input), way);
            Assert.Equal(new ScanResult(true, consumed, consumed), result);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r")]
    [InlineData("A: b\r\n")]
    [InlineData("A: b\r\n\r")]
    [InlineData("A: b\r\nC: d\r\n")]
    public void Without_an_empty_line_more_is_needed(string input)
    {
        foreach (string way in Arrival.Ways)
        {
            Assert.False(Arrival.Scan(new HeadScanner(1000), Encoding.ASCII.GetBytes(input), way).Result.Found);
        }
    }

    [Fact]
    public void A_block_as_large_as_its_budget_is_fine()
    {
        foreach (string way in Arrival.Ways)
        {
            Assert.Equal(8, Arrival.Scan(new HeadScanner(8), Encoding.ASCII.GetBytes("A: b\r\n\r\n"), way).Result.Consumed);
        }
    }

    [Fact]
    public void A_block_over_its_budget_is_a_fault_that_names_the_parameter()
    {
        foreach (string way in Arrival.Ways)
        {
            SocketToolsException fault = Faulty.Throws(
                Fault.LimitExceeded, () => Arrival.Scan(new HeadScanner(8), Encoding.ASCII.GetBytes("A: bc\r\n\r\n"), way));
            Assert.Equal(Limit.HeaderBytes, fault.Limit);
        }
    }

    [Fact]
    public void A_scan_that_goes_on_does_not_look_back()
    {
        byte[] bytes = Encoding.ASCII.GetBytes(new string('x', 500) + "\r\n\r\n");
        var scanner = new HeadScanner(1000);
        for (int count = 1; count <= 500; count++)
        {
            Assert.False(scanner.Scan(bytes, 0, count).Found);
            bytes[count - 1] = (byte)'\n';
        }

        Assert.Equal(504, scanner.Scan(bytes, 0, 504).Consumed);
    }
}
