using SocketTools.Framing;

namespace SocketTools.Tests.Framing;

public class ReceiveBufferTests
{
    [Fact]
    public void What_goes_in_comes_out_in_order_whatever_is_consumed_between()
    {
        var random = new Random(99);
        var buffer = new ReceiveBuffer();
        var expected = new MemoryStream();
        int taken = 0;
        byte next = 0;
        for (int step = 0; step < 3000; step++)
        {
            if (random.Next(5) < 3)
            {
                var data = new byte[random.Next(1, 20000)];
                for (int i = 0; i < data.Length; i++)
                {
                    data[i] = next++;
                }

                expected.Write(data);

                if (random.Next(2) == 0)
                {
                    buffer.Append(new ArraySegment<byte>(data));
                }
                else
                {
                    ArraySegment<byte> space = buffer.Reserve(data.Length);
                    Assert.True(space.Count >= data.Length);
                    data.CopyTo(space.Array!, space.Offset);
                    buffer.Commit(data.Length);
                }
            }
            else if (buffer.Count > 0)
            {
                int take = random.Next(3) == 0 ? buffer.Count : random.Next(1, buffer.Count + 1);
                byte[] copy = buffer.Copy(take);
                buffer.Consume(take);
                Assert.True(expected.GetBuffer().AsSpan(taken, take).SequenceEqual(copy), $"Other bytes in step {step}.");
                taken += take;
            }

            Assert.Equal(expected.Length - taken, buffer.Count);
            Assert.Equal(expected.Length - taken, buffer.Window.Count);
            buffer.Release();
        }

        Assert.True(expected.GetBuffer().AsSpan(taken, buffer.Count).SequenceEqual(buffer.Window));
    }

    [Fact]
    public void Copying_takes_nothing_off()
    {
        var buffer = new ReceiveBuffer();
        buffer.Append(new ArraySegment<byte>(new byte[] { 1, 2, 3 }));
        Assert.Equal(new byte[] { 1, 2 }, buffer.Copy(2));
        Assert.Equal(new byte[] { 1, 2, 3 }, buffer.Copy(3));
        Assert.Equal(3, buffer.Count);
    }

    [Fact]
    public void Empty_and_released_it_holds_no_memory_and_can_be_used_again()
    {
        var buffer = new ReceiveBuffer();
        buffer.Append(new ArraySegment<byte>(new byte[1000]));
        buffer.Consume(1000);
        buffer.Release();
        Assert.Empty(buffer.Window.Array!);
        buffer.Append(new ArraySegment<byte>(new byte[] { 7 }));
        Assert.Equal(new byte[] { 7 }, buffer.Window.ToArray());
    }

    [Fact]
    public void Releasing_loses_nothing_that_waits()
    {
        var buffer = new ReceiveBuffer();
        buffer.Append(new ArraySegment<byte>(new byte[] { 1, 2 }));
        buffer.Consume(1);
        buffer.Release();
        Assert.Equal(new byte[] { 2 }, buffer.Window.ToArray());
    }

    [Fact]
    public void Two_buffers_never_share_memory()
    {
        // Buffers come from a pool: one that was given back twice would be handed out twice.
        var buffers = Enumerable.Range(0, 100).Select(_ => new ReceiveBuffer()).ToArray();
        for (int round = 0; round < 3; round++)
        {
            for (int i = 0; i < buffers.Length; i++)
            {
                buffers[i].Append(new ArraySegment<byte>(Enumerable.Repeat((byte)i, 5000 * (1 + (i % 20))).ToArray()));
            }

            for (int i = 0; i < buffers.Length; i++)
            {
                Assert.Equal(-1, buffers[i].Window.AsSpan().IndexOfAnyExcept((byte)i));
                buffers[i].Consume(buffers[i].Count);
                buffers[i].Release();
                buffers[i].Release();
            }
        }
    }
}
