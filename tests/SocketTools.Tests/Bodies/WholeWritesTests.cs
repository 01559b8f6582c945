using SocketTools.Bodies;
using SocketTools.Faults;

namespace SocketTools.Tests.Bodies;

/// <summary>A disk that fills up in the middle of a piece.</summary>
public class WholeWritesTests
{
    [Fact]
    public void What_a_full_disk_took_of_a_piece_is_taken_back()
    {
        var disk = new SmallDisk(5);
        using var file = new WholeWrites(disk, "the file", takesBack: true);
        file.Write("abc"u8.ToArray(), 0, 3);
        SocketToolsException full = Assert.Throws<SocketToolsException>(() => file.Write("defg"u8.ToArray(), 0, 4));
        Assert.Equal(Fault.InvalidRequest, full.Fault);
        Assert.Contains("'the file' cannot be written: No space left on device", full.Message, StringComparison.Ordinal);
        Assert.Equal("abc"u8.ToArray(), disk.ToArray());
        file.Write("de"u8.ToArray(), 0, 2);
        Assert.Equal("abcde"u8.ToArray(), disk.ToArray());
    }

    [Fact]
    public void What_is_not_ours_is_not_shortened()
    {
        var disk = new SmallDisk(5);
        using var file = new WholeWrites(disk, "the file", takesBack: false);
        Assert.Throws<SocketToolsException>(() => file.Write("abcdefg"u8.ToArray(), 0, 7));
        Assert.Equal(5, disk.Length);
    }

    [Theory]
    [InlineData("name", 0, "name.part")]
    [InlineData("name", 12, "name.12.part")]
    public void A_part_is_called_like_its_file(string name, int index, string part) =>
        Assert.Equal(Path.Combine("folder", part), PartName.Of(Path.Combine("folder", name), index));

    [Theory]
    [InlineData('x', 240, false)]
    [InlineData('x', 241, true)]
    [InlineData('x', 255, true)]
    [InlineData('ä', 127, true)]
    [InlineData('月', 85, true)]
    public void Long_names_are_shortened_and_differ(char letter, int count, bool isShortened)
    {
        string name = new(letter, count);
        string part = PartName.Of("/folder/" + name, 0);
        Assert.Equal(isShortened, part != $"/folder/{name}.part");
        Assert.True(Encoding.UTF8.GetByteCount(Path.GetFileName(part) + PartName.Validator) <= 255);
        Assert.NotEqual(part, PartName.Of("/folder/" + name[1..] + "z", 0));
        Assert.Equal(part, PartName.Of("/folder/" + name, 0));
    }

    /// <summary>Takes so many bytes and no more, and of a piece what fits.</summary>
    private sealed class SmallDisk(int size) : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count)
        {
            int fits = (int)Math.Min(count, size - Position);
            base.Write(buffer, offset, fits);
            if (fits < count)
            {
                throw new IOException("No space left on device");
            }
        }
    }
}
