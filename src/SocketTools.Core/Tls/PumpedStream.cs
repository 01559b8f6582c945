using System;
using System.IO;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using SocketTools.Framing;
using SocketTools.Transport;

namespace SocketTools.Tls;

/// <summary>The stream under a TLS stream: its reads and writes are moved on by whichever thread waits, never by the system.</summary>
/// <remarks>This is how a pending TLS read is kept. The TLS stream asks for bytes; where none are there, the request stays here, as a task
/// that is not complete. The thread that waits for data moves it on when the transport below has some, and the TLS stream goes on inline,
/// on that thread. When the thread gives up by a timeout or a stop, the request simply stays until the next one comes: nothing is
/// cancelled, so nothing is lost and the TLS stream never breaks.</remarks>
internal sealed class PumpedStream : Stream
{
    private readonly ByteTransport _below;
    private readonly TlsRecordEdge _edge = new();
    private readonly object _writeLock = new();
    private byte[]? _ahead;
    private int _aheadStart;
    private int _aheadEnd;
    private Request? _read;
    private Request? _write;

    /// <summary>Makes it over a transport, which stays the caller's.</summary>
    internal PumpedStream(ByteTransport below) => _below = below;

    /// <summary>Whether the transport below has ended.</summary>
    internal bool SawEnd { get; private set; }

    /// <summary>The alerts that came.</summary>
    internal TlsAlertWatcher ReceivedAlerts { get; } = new();

    /// <summary>The alerts that went out.</summary>
    internal TlsAlertWatcher SentAlerts { get; } = new();

    /// <summary>Whether to look for alerts: during the handshake.</summary>
    internal bool WatchesAlerts { get; set; } = true;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Moves both directions on as far as they go at once.</summary>
    internal void Advance()
    {
        AdvanceWrite();
        Request? read = _read;
        if (read is null)
        {
            return;
        }

        try
        {
            int count = ReadNow(read.Data);
            if (count >= 0)
            {
                _read = null;
                read.Complete(count);
            }
        }
        catch (IOException broken)
        {
            _read = null;
            read.Fail(broken);
        }
    }

    /// <summary>Moves writing on as far as it goes at once.</summary>
    internal void AdvanceWrite()
    {
        Request? done = null;
        IOException? failure = null;
        lock (_writeLock)
        {
            try
            {
                if (_write is not null && WriteNow(_write))
                {
                    done = _write;
                    _write = null;
                }
            }
            catch (IOException broken)
            {
                done = _write;
                _write = null;
                failure = broken;
            }
        }

        // Completed outside the lock: what waits for it goes on here, and may write again.
        if (failure is null)
        {
            done?.Complete(0);
        }
        else
        {
            done?.Fail(failure);
        }
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        var data = new ArraySegment<byte>(buffer, offset, count);
        int now = count == 0 ? 0 : ReadNow(data);
        if (now >= 0)
        {
            return Task.FromResult(now);
        }

        var request = new Request(data);
        _read = request;
        return request.Task;
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        if (WatchesAlerts)
        {
            SentAlerts.Watch(buffer, offset, count);
        }

        lock (_writeLock)
        {
            var request = new Request(new ArraySegment<byte>(buffer, offset, count));
            if (WriteNow(request))
            {
                return Task.CompletedTask;
            }

            _write = request;
            return request.Task;
        }
    }

    /// <inheritdoc/>
    public override IAsyncResult BeginRead(byte[] buffer, int offset, int count, AsyncCallback? callback, object? state) =>
        AsApm(ReadAsync(buffer, offset, count, CancellationToken.None), callback, state);

    /// <inheritdoc/>
    public override int EndRead(IAsyncResult asyncResult) => ((Task<int>)asyncResult).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override IAsyncResult BeginWrite(byte[] buffer, int offset, int count, AsyncCallback? callback, object? state) =>
        AsApm(WriteThenZeroAsync(buffer, offset, count), callback, state);

    /// <inheritdoc/>
    public override void EndWrite(IAsyncResult asyncResult) => ((Task<int>)asyncResult).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    private async Task<int> WriteThenZeroAsync(byte[] buffer, int offset, int count)
    {
        await WriteAsync(buffer, offset, count, CancellationToken.None).ConfigureAwait(false);
        return 0;
    }

    // The older asynchronous pattern, which .NET Framework's SslStream uses.
    private static Task<int> AsApm(Task<int> task, AsyncCallback? callback, object? state)
    {
        var source = new TaskCompletionSource<int>(state);
        task.ContinueWith(
            done =>
            {
                _ = done.IsFaulted ? source.TrySetException(done.Exception!.InnerExceptions) : source.TrySetResult(done.Result);
                callback?.Invoke(source.Task);
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        return source.Task;
    }

    // The TLS stream wraps what breaks below in exceptions of its own; the connection unwraps the SocketException again.
    private int ReadNow(ArraySegment<byte> into)
    {
        if (_ahead is null)
        {
            int came = ReadAhead();
            if (came <= 0)
            {
                return came;
            }
        }

        // Never beyond a record: given two at once, the TLS stream would drop the first where the second is bad, or a fatal alert.
        int count = _edge.Pass(_ahead!, _aheadStart, Math.Min(into.Count, _aheadEnd - _aheadStart));
        Buffer.BlockCopy(_ahead!, _aheadStart, into.Array!, into.Offset, count);
        _aheadStart += count;
        if (_aheadStart == _aheadEnd)
        {
            BufferPool.Return(_ahead!);
            _ahead = null;
        }

        return count;
    }

    private int ReadAhead()
    {
        byte[] buffer = BufferPool.Rent(BufferPool.Size);
        int came = ByteTransport.WouldWait;
        try
        {
            came = _below.TryRead(new ArraySegment<byte>(buffer));
        }
        catch (SocketException broken)
        {
            throw new IOException(broken.Message, broken);
        }
        finally
        {
            if (came <= 0)
            {
                BufferPool.Return(buffer);
            }
        }

        SawEnd |= came == 0;
        if (came > 0)
        {
            _ahead = buffer;
            _aheadStart = 0;
            _aheadEnd = came;
            if (WatchesAlerts)
            {
                ReceivedAlerts.Watch(buffer, 0, came);
            }
        }

        return came;
    }

    private bool WriteNow(Request request)
    {
        try
        {
            while (request.Data.Count > 0)
            {
                int count = _below.TryWrite(request.Data);
                if (count == ByteTransport.WouldWait)
                {
                    return false;
                }

                request.Data = new ArraySegment<byte>(request.Data.Array!, request.Data.Offset + count, request.Data.Count - count);
            }

            return _below.TryFlush();
        }
        catch (SocketException broken)
        {
            throw new IOException(broken.Message, broken);
        }
    }

    private sealed class Request
    {
        private readonly TaskCompletionSource<int> _source = new();

        internal Request(ArraySegment<byte> data) => Data = data;

        internal ArraySegment<byte> Data { get; set; }

        internal Task<int> Task => _source.Task;

        internal void Complete(int count) => Inline(() => _source.TrySetResult(count));

        internal void Fail(Exception failure) => Inline(() => _source.TrySetException(failure));

        // Under a context of the caller's, a form's or a test's, what waits would go on somewhere else, and beside us.
        private static void Inline(Action complete)
        {
            SynchronizationContext? context = SynchronizationContext.Current;
            if (context is null)
            {
                complete();
                return;
            }

            SynchronizationContext.SetSynchronizationContext(null);
            try
            {
                complete();
            }
            finally
            {
                SynchronizationContext.SetSynchronizationContext(context);
            }
        }
    }
}
