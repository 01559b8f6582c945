namespace SocketTools.Tests.Tls;

/// <summary>Keeps what is written, once it is told to, and gives it on byte by byte as the test says.</summary>
internal sealed class HeldStream : Stream
{
    private readonly Stream _below;
    private readonly Queue<byte> _held = new();

    internal HeldStream(Stream below) => _below = below;

    /// <summary>Whether writes are kept.</summary>
    internal bool Holds { get; set; }

    /// <summary>How many bytes are kept.</summary>
    internal int Held => _held.Count;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Gives on so many of the kept bytes; changes the last of them where it is told to.</summary>
    internal async Task ReleaseAsync(int count, bool changed = false)
    {
        byte[] bytes = Enumerable.Range(0, Math.Min(count, _held.Count)).Select(_ => _held.Dequeue()).ToArray();
        bytes[^1] ^= (byte)(changed ? 1 : 0);
        await _below.WriteAsync(bytes);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _below.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!Holds)
        {
            await _below.WriteAsync(buffer, cancellationToken);
            return;
        }

        foreach (byte b in buffer.ToArray())
        {
            _held.Enqueue(b);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
