using System;
using System.IO;
using System.Net.Sockets;
using System.Security;
using System.Security.Authentication;

namespace SocketTools.Faults;

/// <summary>Makes a fault of the family of an exception that none of us threw.</summary>
/// <remarks>What comes off the wire, and what a user gives, runs through code of the platform's that throws what it likes: decoders, files,
/// names, certificates. Wherever a list of such types is caught, one is missing from it; so the boundary takes them all.</remarks>
public static class ForeignFault
{
    /// <summary>The fault; an exception of the family is it already.</summary>
    public static SocketToolsException Of(Exception exception) => exception as SocketToolsException
        ?? new SocketToolsException(Kind(exception), Sentence(exception), exception);

    private static Fault Kind(Exception exception) => exception switch
    {
        UnauthorizedAccessException or SecurityException or SocketException { SocketErrorCode: SocketError.AccessDenied } => Fault.AccessDenied,
        SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } => Fault.AddressInUse,
        SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown } => Fault.ConnectionReset,
        SocketException => Fault.ConnectFailed,
        AuthenticationException => Fault.TlsFailed,
        ObjectDisposedException => Fault.ConnectionClosed,
        NotSupportedException => Fault.NotSupported,
        OutOfMemoryException => Fault.LimitExceeded,
        InvalidDataException => Fault.ProtocolViolation,
        ArgumentException or IOException or InvalidCastException or FormatException => Fault.InvalidRequest,
        _ => Fault.ProtocolViolation,
    };

    private static string Sentence(Exception exception) => exception is OutOfMemoryException
        ? "There is not enough memory for what came. Give it a smaller budget, or a file."
        : $"This failed in a way that SocketTools does not foresee: {FaultFactory.Visible(exception.Message.TrimEnd('.'))} ({exception.GetType().Name}).";
}
