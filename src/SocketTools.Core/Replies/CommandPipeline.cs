using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading.Tasks;
using SocketTools.Faults;
using SocketTools.Limits;
using SocketTools.Tracing;

namespace SocketTools.Replies;

/// <summary>Sends commands ahead, without waiting for each one's reply.</summary>
/// <remarks>
/// <para>Commands are gathered into batches. While one batch goes out on another thread, replies are read on the caller's: so a server that
/// takes no more commands before somebody takes its replies does not stop for ever, nor does the caller.</para>
/// <para>At most <see cref="MostCommands"/> commands, or <see cref="MostBytes"/> of them, are unanswered at a time.</para>
/// </remarks>
public sealed class CommandPipeline : IDisposable
{
    private const int MostCommands = 4096;
    private const int MostBytes = 1024 * 1024;
    private const int BatchSize = 32 * 1024;

    // A slow source's commands wait no longer than that for others to share their packet.
    private static readonly long s_longestGathering = Stopwatch.Frequency / 50;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly Conversation _conversation;
    private readonly CallClock _sendClock;
    private readonly CallClock _receiveClock;
    private readonly Action _stopSending;
    private readonly Queue<PreparedCommand> _unanswered = new();
    private readonly List<PreparedCommand> _gathered = new();
    private readonly Queue<(ArraySegment<byte> Batch, List<MaskedStretch>? Secrets)> _ready = new();
    private List<MaskedStretch>? _batchSecrets;
    private byte[] _batch = new byte[BatchSize];
    private int _batchLength;
    private long _unansweredBytes;
    private long _flushedAt;
    private bool _groupEnded;
    private bool _isSending;
    private Task? _sending;

    /// <summary>Prepares to send.</summary>
    /// <param name="conversation">Where; nothing else uses it meanwhile.</param>
    /// <param name="sendClock">Ends waits for a peer that takes nothing.</param>
    /// <param name="receiveClock">Ends waits for replies.</param>
    /// <param name="stopSending">Stops <paramref name="sendClock"/>.</param>
    public CommandPipeline(Conversation conversation, CallClock sendClock, CallClock receiveClock, Action stopSending)
    {
        _conversation = conversation;
        _sendClock = sendClock;
        _receiveClock = receiveClock;
        _stopSending = stopSending;
    }

    /// <summary>Sends a command.</summary>
    /// <param name="command">The command; <see cref="PipelineRule"/> says how.</param>
    /// <returns>The replies that have to be read first, and those that have come; to be enumerated to their end.</returns>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: this command cannot be pipelined, and was not sent.</exception>
    public IEnumerable<SocketReply> Send(PreparedCommand command)
    {
        if (command.Pipelining == PipelineRule.Refused || command.Parts.Count > 1 || command.Replies > 1)
        {
            throw FaultFactory.InvalidRequest($"'{command}' cannot be sent ahead: what may follow depends on its reply. Send it alone.");
        }

        return SendAndReceive(command);
    }

    /// <summary>Sends what is gathered, and reads all replies that are due.</summary>
    public IEnumerable<SocketReply> Finish()
    {
        while (_unanswered.Count > 0)
        {
            Flush();
            yield return Receive();
        }

        FinishSending();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopSending();
        try
        {
            _sending?.Wait(s_patience);
        }
        catch (AggregateException)
        {
            // What made it stop is told by the reading side.
        }
    }

    private IEnumerable<SocketReply> SendAndReceive(PreparedCommand command)
    {
        _conversation.AwaitGreeting(_receiveClock);
        _conversation.RefuseUntimely(command);
        if (_unanswered.Count == 0)
        {
            _conversation.NoteWaiting(command);
        }

        int length = command.Parts[0].Length;
        bool full = _unanswered.Count == MostCommands || _unansweredBytes + length > MostBytes;
        while (_unanswered.Count > 0 && (_groupEnded || (full && (_unanswered.Count > MostCommands / 2 || _unansweredBytes + length > MostBytes / 2))))
        {
            Flush();
            yield return Receive();
        }

        Gather(command);
        long now = Stopwatch.GetTimestamp();
        if (_batchLength < BatchSize / 2 && now - _flushedAt < s_longestGathering)
        {
            yield break;
        }

        Flush();
        while (_unanswered.Count > _gathered.Count && _conversation.Connection.IsAnswered)
        {
            yield return Receive();
        }
    }

    private void Gather(PreparedCommand command)
    {
        byte[] bytes = command.Parts[0];
        if (bytes.Length > _batch.Length - _batchLength)
        {
            Array.Resize(ref _batch, Math.Max(_batchLength + bytes.Length, 2 * _batch.Length));
        }

        foreach (MaskedStretch secret in command.SecretsIn(0) ?? Array.Empty<MaskedStretch>())
        {
            (_batchSecrets ??= new List<MaskedStretch>()).Add(new MaskedStretch(_batchLength + secret.Offset, secret.Length));
        }

        Buffer.BlockCopy(bytes, 0, _batch, _batchLength, bytes.Length);
        _batchLength += bytes.Length;
        _unansweredBytes += bytes.Length;
        _gathered.Add(command);
        _unanswered.Enqueue(command);
        _groupEnded = command.Pipelining == PipelineRule.EndsGroup;
    }

    private SocketReply Receive()
    {
        PreparedCommand command = _unanswered.Peek();
        SocketReply reply = _conversation.Receive(command, _receiveClock);
        _unanswered.Dequeue();
        _unansweredBytes -= command.Parts[0].Length;
        return reply;
    }

    // Hands the batch to the sender, which may be busy with the one before.
    private void Flush()
    {
        if (_batchLength == 0)
        {
            return;
        }

        foreach (PreparedCommand command in _gathered)
        {
            _conversation.NoteSent(command);
        }

        _gathered.Clear();
        _flushedAt = Stopwatch.GetTimestamp();
        var batch = new ArraySegment<byte>(_batch, 0, _batchLength);
        _batch = new byte[BatchSize];
        _batchLength = 0;
        List<MaskedStretch>? secrets = _batchSecrets;
        _batchSecrets = null;
        lock (_ready)
        {
            _ready.Enqueue((batch, secrets));
            if (_isSending)
            {
                return;
            }

            _isSending = true;
        }

        FinishSending();
        _sending = Task.Run(SendReady);
    }

    private void SendReady()
    {
        while (true)
        {
            ArraySegment<byte> batch;
            List<MaskedStretch>? secrets;
            lock (_ready)
            {
                if (_ready.Count == 0)
                {
                    _isSending = false;
                    return;
                }

                (batch, secrets) = _ready.Dequeue();
            }

            _conversation.Connection.SendMarked(batch, _sendClock, secrets);
        }
    }

    private void FinishSending()
    {
        _sending?.GetAwaiter().GetResult();
        _sending = null;
    }
}
