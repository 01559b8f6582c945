using System;
using System.IO;

namespace SocketTools.Faults;

/// <summary>The one family of exceptions that the core throws; <see cref="Fault"/> tells them apart.</summary>
/// <remarks>Made by <see cref="FaultFactory"/>, or by the room that alone tells of it, so that messages of a kind stand in one place.</remarks>
public sealed class SocketToolsException : IOException
{
    /// <summary>Makes a fault with its sentence.</summary>
    /// <param name="fault">What went wrong.</param>
    /// <param name="message">What happened, in a sentence; shown by <see cref="VisibleText"/>, since it may quote a peer.</param>
    /// <param name="inner">The original exception, where there is one.</param>
    public SocketToolsException(Fault fault, string message, Exception? inner = null)
        : base(VisibleText.Of(message), inner)
    {
        Fault = fault;
    }

    /// <summary>What went wrong; also the error id of the error record.</summary>
    public Fault Fault { get; }

    /// <summary>How many bytes of what was to be sent went out before the fault; null where nothing was being sent.</summary>
    public long? BytesSent { get; init; }

    /// <summary>What did arrive before the fault, for example a response with the part of its body that came; null where nothing did.</summary>
    public object? Partial { get; init; }

    /// <summary>What was recorded of the call, a <c>SocketTools.Tracing.Recording</c>; null where nothing was.</summary>
    public object? Recording { get; init; }

    /// <summary>The clock or budget that ran out.</summary>
    public Limit Limit { get; init; }

    /// <summary>What can be done.</summary>
    public Advice Advice { get; init; }

    /// <summary>The same fault in other words.</summary>
    /// <param name="message">The sentence.</param>
    /// <param name="inner">The exception inside.</param>
    internal SocketToolsException InOtherWords(string message, Exception? inner) =>
        new(Fault, message, inner) { BytesSent = BytesSent, Partial = Partial, Recording = Recording, Limit = Limit, Advice = Advice };

    /// <summary>The same fault with what did arrive.</summary>
    /// <param name="partial">What arrived before the fault.</param>
    /// <returns>A new exception with this one inside.</returns>
    public SocketToolsException WithPartial(object? partial) => partial is null
        ? this
        : new(Fault, Message, InnerException ?? this) { BytesSent = BytesSent, Partial = partial, Recording = Recording, Limit = Limit, Advice = Advice };

    /// <summary>The same fault with what was recorded.</summary>
    /// <param name="recording">The recording; null: nothing was.</param>
    /// <returns>A new exception, with what this one had inside; this one where nothing was recorded, or it has its recording.</returns>
    public SocketToolsException WithRecording(object? recording) => recording is null || Recording is not null
        ? this
        : new(Fault, Message, InnerException) { BytesSent = BytesSent, Partial = Partial, Recording = recording, Limit = Limit, Advice = Advice };
}
