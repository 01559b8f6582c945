using System;
using System.IO;
using SocketTools.Bodies;
using SocketTools.Faults;
using SocketTools.Limits;

namespace SocketTools.Url;

/// <summary>Where content goes as it comes: memory, or the file that was asked for.</summary>
internal sealed class ContentStore : IDisposable
{
    private readonly UriOptions _options;
    private readonly MemoryBody? _memory;
    private readonly ResumableFile? _file;
    private long _offset;

    /// <summary>Opens it, before anybody is called.</summary>
    /// <param name="options">Whether there is a file, and the budget.</param>
    /// <param name="clock">Ends the wait for the other end of a pipe.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/> or <see cref="Fault.AccessDenied"/>: the file cannot be written; or a timeout.</exception>
    internal ContentStore(UriOptions options, CallClock clock)
    {
        _options = options;
        if (options.OutFile is string path)
        {
            _file = ResumableFile.Open(path, takesUp: true, clock);
        }
        else
        {
            _memory = new MemoryBody(options.MaxBodyBytes ?? Budgets.MaxBodyBytes);
        }
    }

    /// <summary>How much an earlier fetch has left of a version, in bytes, where it is to be continued.</summary>
    /// <param name="validator">What tells this version of the content from others; null: nothing does, and it is never continued.</param>
    internal long LeftOf(string? validator) => _options.Resume && _file is not null && validator is not null && _file.LeftValidator == validator ? _file.Left : 0;

    /// <summary>Content begins to come.</summary>
    /// <param name="offset">How much of the file is there already, in bytes.</param>
    /// <param name="validator">What tells this version of the content from others; null: nothing does, and it is never continued.</param>
    internal void Begin(long offset = 0, string? validator = null)
    {
        _offset = offset;
        _file?.Begin(offset > 0, validator);
    }

    /// <summary>Puts content away that has come whole: a listing.</summary>
    internal void Put(byte[] bytes, UriContent content)
    {
        content.Bytes = bytes;
        if (_file is not null)
        {
            Begin();
            Sink(bytes.Length).Write(bytes, 0, bytes.Length);
            Complete(content);
            content.Bytes = Array.Empty<byte>();
        }
    }

    /// <summary>Takes the content.</summary>
    /// <param name="total">How long it is, in bytes; null where that is not known.</param>
    internal IBodySink Sink(long? total)
    {
        IBodySink sink = (IBodySink?)_memory ?? new FileBody(_file!.Stream, _offset, _options.MaxBodyBytes);
        return _options.Progress is Action<long, long?> progress ? new ReportingBody(sink, _offset, total, progress) : sink;
    }

    /// <summary>Works on what came, before it is complete.</summary>
    /// <param name="work">Reads and writes it; returns how many bytes there are then.</param>
    internal void Rework(Func<Stream, long> work)
    {
        if (_file is null)
        {
            using var memory = new MemoryStream(_memory!.ToArray());
            _memory.Shorten((int)work(memory));
        }
        else if (!_file.IsDirect)
        {
            ResumableFile.Writing(_options.OutFile!, () => _file.Stream.SetLength(work(_file.Stream)));
        }
    }

    /// <summary>Everything has come.</summary>
    internal void Complete(UriContent content)
    {
        if (_memory is not null)
        {
            content.Bytes = _memory.ToArray();
            content.TellCharset();
            return;
        }

        _file!.Complete();
        content.OutFile = _options.OutFile;
    }

    /// <summary>What came belongs to nothing that could be continued.</summary>
    internal void Forget() => _file?.Forget();

    /// <summary>The same fault, with what came before it.</summary>
    internal SocketToolsException WithWhatCame(SocketToolsException fault, UriContent content)
    {
        content.Bytes = _memory?.ToArray() ?? Array.Empty<byte>();
        return FaultFactory.OnClosedConnection(fault, _file?.PartPath, _file?.CanResume == true).WithPartial(content);
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}
