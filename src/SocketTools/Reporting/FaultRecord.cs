using System;
using System.Management.Automation;
using SocketTools.Faults;

namespace SocketTools.Reporting;

/// <summary>Makes the error record of a fault: the fault's name is the error id.</summary>
internal static class FaultRecord
{
    // The concise view tells the recommended action, in a line of its own, since PowerShell 7.5.
    private static readonly bool s_viewsShowAdvice = typeof(ErrorRecord).Assembly.GetName().Version >= new Version(7, 5);

    /// <summary>Makes the record.</summary>
    /// <param name="fault">What went wrong.</param>
    /// <param name="target">The connection, listener or end point it went wrong with.</param>
    /// <param name="by">The cmdlet that it went wrong in; null: none.</param>
    /// <remarks>The exception's message is the whole sentence, what can be done included; views that show recommendations apart show each once.</remarks>
    internal static ErrorRecord Create(SocketToolsException fault, object? target, Cmdlet? by)
    {
        Type? cmdlet = by?.GetType();
        string? advice = Recommendation.Particular(fault, cmdlet);
        string message = Recommendation.Parameter(fault.Limit, cmdlet) is string parameter ? $"{fault.Message.TrimEnd('.')} ({parameter})." : fault.Message;
        SocketToolsException told = advice is null && message == fault.Message ? fault : new SocketToolsException(fault.Fault, $"{message} {advice}".TrimEnd(), fault.InnerException)
        {
            BytesSent = fault.BytesSent,
            Partial = fault.Partial,
            Recording = fault.Recording,
            Limit = fault.Limit,
            Advice = fault.Advice,
        };
        return new ErrorRecord(told, fault.Fault.ToString(), Category(fault.Fault), target)
        {
            ErrorDetails = new ErrorDetails(s_viewsShowAdvice ? message : told.Message) { RecommendedAction = advice ?? Recommendation.Usual(fault.Fault, cmdlet) },
        };
    }

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
