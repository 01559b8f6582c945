using System;
using System.IO;
using SocketTools.Bodies;
using SocketTools.Faults;
using SocketTools.Http;
using SocketTools.Limits;

namespace SocketTools.Url;

/// <summary>Where content goes as it comes: memory, or the file that was asked for.</summary>
internal sealed class ContentStore : IDisposable
{
    private readonly UriOptions _options;
    private readonly long _offset;
    private bool _canResume;
    private readonly MemoryBody? _memory;
    private readonly PartFile? _file;

    /// <summary>Opens it.</summary>
    /// <param name="options">Whether there is a file, and the budget.</param>
    /// <param name="offset">How much of the file is there already, in bytes.</param>
    /// <param name="validator">What tells this version of the content from others; null: nothing does, and it is never continued.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/> or <see cref="Fault.AccessDenied"/>: the file cannot be written.</exception>
    internal ContentStore(UriOptions options, long offset = 0, string? validator = null)
    {
        _options = options;
        _offset = offset;
        _canResume = validator is not null;
        if (options.OutFile is not string path)
        {
            _memory = new MemoryBody(options.MaxBodyBytes ?? Budgets.MaxBodyBytes);
            return;
        }

        _file = new PartFile(path, offset > 0 ? PartFile.Opening.Continue : PartFile.Opening.Restart);
        if (!_file.IsDevice && offset == 0)
        {
            // Also where nothing tells versions apart: what an earlier fetch left there is not about these bytes.
            try
            {
                PartFile.Writing(path, () => File.WriteAllText(Download.ValidatorPathOf(path), validator ?? ""));
            }
            catch
            {
                // Nobody gets the store, so nobody else closes its file.
                _file.Dispose();
                throw;
            }
        }
    }

    /// <summary>Puts content away that has come whole: a listing.</summary>
    internal static void Put(byte[] bytes, UriContent content, UriOptions options)
    {
        content.Bytes = bytes;
        if (options.OutFile is not null)
        {
            using var store = new ContentStore(options);
            PartFile.Writing(options.OutFile, () => store.Sink(bytes.Length).Write(bytes, 0, bytes.Length));
            store.Complete(content);
            content.Bytes = Array.Empty<byte>();
        }
    }

    /// <summary>Takes the content.</summary>
    /// <param name="total">How long it is, in bytes; null where that is not known.</param>
    internal IBodySink Sink(long? total)
    {
        IBodySink sink = (IBodySink?)_memory ?? new FileBody(_file!.Stream, _options.MaxBodyBytes);
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
        else if (!_file.IsDevice)
        {
            PartFile.Writing(_options.OutFile!, () => _file.Stream.SetLength(work(_file.Stream)));
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

        PartFile.Writing(_options.OutFile!, () =>
        {
            _file!.Complete();
            if (!_file.IsDevice)
            {
                File.Delete(Download.ValidatorPathOf(_options.OutFile!));
            }
        });
        content.OutFile = _options.OutFile;
    }

    /// <summary>What came belongs to nothing that could be continued.</summary>
    internal void Forget()
    {
        _canResume = false;
        if (_file is { IsDevice: false })
        {
            PartFile.Writing(_options.OutFile!, () => File.Delete(Download.ValidatorPathOf(_options.OutFile!)));
        }
    }

    /// <summary>The same fault, with what came before it.</summary>
    internal SocketToolsException WithWhatCame(SocketToolsException fault, UriContent content)
    {
        content.Bytes = _memory?.ToArray() ?? Array.Empty<byte>();
        string? part = _canResume && _file is { IsDevice: false } ? _file.PartPath : null;
        return FaultFactory.OnClosedConnection(fault, part).WithPartial(content);
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}
