using System.Management.Automation;
using SocketTools.Faults;

namespace SocketTools.Reporting;

/// <summary>Makes the error record of a fault: the fault's name is the error id.</summary>
internal static class FaultRecord
{
    /// <summary>Makes the record.</summary>
    /// <param name="fault">What went wrong.</param>
    /// <param name="target">The connection, listener or end point it went wrong with.</param>
    internal static ErrorRecord Create(SocketToolsException fault, object? target) =>
        new(fault, fault.Fault.ToString(), Category(fault.Fault), target);

    private static ErrorCategory Category(Fault fault) => fault switch
    {
        Fault.HostNotFound => ErrorCategory.ObjectNotFound,
        Fault.ConnectFailed or Fault.ProxyRefused or Fault.RemoteClosed or Fault.ConnectionReset => ErrorCategory.ConnectionError,
        Fault.ConnectTimeout or Fault.ReceiveTimeout or Fault.SendTimeout => ErrorCategory.OperationTimeout,
        Fault.TlsFailed or Fault.CertificateRejected or Fault.PlaintextInjected => ErrorCategory.SecurityError,
        Fault.Truncated => ErrorCategory.InvalidData,
        Fault.ProtocolViolation => ErrorCategory.ProtocolError,
        Fault.LimitExceeded => ErrorCategory.LimitsExceeded,
        Fault.InvalidRequest => ErrorCategory.InvalidArgument,
        Fault.ReplyRejected => ErrorCategory.InvalidResult,
        Fault.AddressInUse => ErrorCategory.ResourceUnavailable,
        Fault.AccessDenied => ErrorCategory.PermissionDenied,
        Fault.ConnectionClosed => ErrorCategory.InvalidOperation,
        Fault.ConnectionBusy => ErrorCategory.ResourceBusy,
        Fault.NotSupported => ErrorCategory.NotImplemented,
        _ => ErrorCategory.NotSpecified,
    };
}
