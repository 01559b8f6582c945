using SocketTools.Framing;

namespace SocketTools.Tests.Framing;

/// <summary>Telnet's commands go, its data stays, wherever the stream is cut.</summary>
public class TelnetDecoderTests
{
    public static TheoryData<string, byte[], byte[], byte[]> Streams => new()
    {
        { "data alone", new byte[] { 65, 13, 10, 66 }, new byte[] { 65, 13, 10, 66 }, Array.Empty<byte>() },
        { "WILL is refused", new byte[] { 255, 251, 1, 65 }, new byte[] { 65 }, new byte[] { 255, 254, 1 } },
        { "DO is refused", new byte[] { 65, 255, 253, 24 }, new byte[] { 65 }, new byte[] { 255, 252, 24 } },
        { "a refusal needs no answer", new byte[] { 255, 252, 1, 255, 254, 3, 65 }, new byte[] { 65 }, Array.Empty<byte>() },
        { "an option that is 255", new byte[] { 255, 253, 255, 65 }, new byte[] { 65 }, new byte[] { 255, 252, 255 } },
        { "a byte 255", new byte[] { 65, 255, 255, 66 }, new byte[] { 65, 255, 66 }, Array.Empty<byte>() },
        { "a subnegotiation", new byte[] { 65, 255, 250, 24, 1, 255, 255, 7, 255, 240, 66 }, new byte[] { 65, 66 }, Array.Empty<byte>() },
        { "other commands", new byte[] { 255, 241, 65, 255, 249, 66, 255, 242 }, new byte[] { 65, 66 }, Array.Empty<byte>() },
        { "CR NUL is CR", new byte[] { 65, 13, 0, 66, 0 }, new byte[] { 65, 13, 66, 0 }, Array.Empty<byte>() },
        { "a command behind CR", new byte[] { 13, 255, 241, 10 }, new byte[] { 13, 10 }, Array.Empty<byte>() },
        { "255 behind CR", new byte[] { 13, 255, 255, 10 }, new byte[] { 13, 255, 10 }, Array.Empty<byte>() },
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public void Whole_in_halves_and_one_at_a_time(string name, byte[] stream, byte[] data, byte[] answers)
    {
        for (int size = 1; size <= stream.Length; size++)
        {
            var decoder = new TelnetDecoder();
            var came = new List<byte>();
            for (int start = 0; start < stream.Length; start += size)
            {
                byte[] piece = stream[start..Math.Min(stream.Length, start + size)];
                came.AddRange(piece[..decoder.Decode(new ArraySegment<byte>(piece))]);
            }

            Assert.True(data.SequenceEqual(came), $"{name}, {size} at a time: {string.Join(" ", came)}");
            Assert.Equal(answers, decoder.TakeAnswers());
            Assert.False(decoder.HasAnswers);
        }
    }

    [Theory]
    [InlineData("at the beginning", false, 255, 251, 1, 65)]
    [InlineData("behind data", true, 65, 255, 251, 1)]
    [InlineData("another option", false, 65, 255, 251, 3)]
    [InlineData("and no more", false, 65, 255, 251, 1, 66, 255, 252, 1)]
    [InlineData("and another no more", true, 65, 255, 251, 1, 66, 255, 252, 3)]
    public void WILL_ECHO_behind_data_hides_what_is_typed(string name, bool hides, params int[] stream)
    {
        var decoder = new TelnetDecoder();
        decoder.Decode(new ArraySegment<byte>(stream.Select(static b => (byte)b).ToArray()));
        Assert.True(hides == decoder.HidesInput, name);
    }

    [Fact]
    public void A_peer_that_asks_for_ever_and_takes_no_answer_fills_no_memory()
    {
        var decoder = new TelnetDecoder();
        byte[] asking = Enumerable.Repeat(new byte[] { 255, 253, 1 }, 10_000).SelectMany(static b => b).ToArray();
        Assert.Equal(0, decoder.Decode(new ArraySegment<byte>(asking)));
        Assert.InRange(decoder.TakeAnswers().Length, 3, 1100);
    }
}
