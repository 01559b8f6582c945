using System;
using System.Text;
using SocketTools.Framing;

namespace SocketTools.Tests.Framing;

public class GrowingTextTests
{
    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-32")]
    [InlineData("iso-8859-1")]
    public void Text_is_the_same_however_its_bytes_arrive(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        byte[] bytes = encoding.GetBytes("plain, grün, 日本, 😀 and 😀");
        for (int step = 1; step <= bytes.Length; step++)
        {
            var text = new GrowingText(encoding);
            for (int count = step; count < bytes.Length; count += step)
            {
                text.Take(new ArraySegment<byte>(bytes, 0, count), ended: false);
            }

            text.Take(new ArraySegment<byte>(bytes), ended: true);

            Assert.Equal(encoding.GetString(bytes), text.ToString());
        }
    }

    [Fact]
    public void What_is_incomplete_waits_and_counts_as_damaged_at_the_end()
    {
        byte[] bytes = { (byte)'a', 0xE6, 0x97 };
        var text = new GrowingText(Encoding.UTF8);

        text.Take(new ArraySegment<byte>(bytes), ended: false);
        Assert.Equal("a", text.ToString());

        text.Take(new ArraySegment<byte>(bytes), ended: true);
        Assert.Equal(Encoding.UTF8.GetString(bytes), text.ToString());
    }
}
