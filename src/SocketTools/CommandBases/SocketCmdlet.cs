using System;
using System.Diagnostics;
using System.Management.Automation;
using System.Net.Sockets;
using System.Security;
using System.Threading;
using SocketTools.Binding;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Limits;
using SocketTools.Reporting;
using SocketTools.Tls;
using SocketTools.Tracing;

namespace SocketTools.CommandBases;

/// <summary>What every cmdlet of the module has: a stop signal, and one way from a fault to an error record.</summary>
public abstract class SocketCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private TraceTeller? _trace;
    private bool _isTraceKnown;

    /// <summary>Signalled by Ctrl+C, and by whatever else stops the pipeline.</summary>
    protected CancellationToken Stop => _stop.Token;

    /// <summary>When the call began, where all that streams in is for one connection or listener; null: each input is a call of its own.</summary>
    protected long? CalledAt { get; private set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Notes when the call begins.</summary>
    protected override void BeginProcessing() => CalledAt = IsBound("Connection") || IsBound("Listener") ? Stopwatch.GetTimestamp() : null;

    /// <summary>Stops any wait of this cmdlet.</summary>
    protected override void StopProcessing() => _stop.Cancel();

    /// <summary>Gives back what the cmdlet holds.</summary>
    /// <param name="disposing">True where called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            // Where a command behind this one has had enough, nothing else says so to what works on other threads.
            _stop.Cancel();
            _stop.Dispose();
        }
    }

    /// <summary>Starts the clocks of a call that ends with this cmdlet.</summary>
    /// <param name="timeouts">The limits.</param>
    /// <param name="calledAt">When the call began, where the limit on the whole counts from an earlier input on; null: now.</param>
    protected CallClock StartClock(Timeouts timeouts, long? calledAt = null) => new(timeouts, Stop, () => Stopping, calledAt);

    /// <summary>Does work for one input; whatever that input makes it throw becomes one non-terminating error, and the next input goes on.</summary>
    /// <remarks>Only what belongs to the engine passes: stops, a preference of Stop, and what a command behind this one has thrown.</remarks>
    /// <param name="target">The connection, listener or end point that is worked on.</param>
    /// <param name="work">The work; may write to the pipeline.</param>
    /// <returns>Whether it was done without a fault.</returns>
    protected bool Attempt(object? target, Action work)
    {
        BeginAttempt();
        try
        {
            if (target is SocketConnection connection && Trace is TraceTeller trace)
            {
                WhileTold(connection, trace, work);
            }
            else
            {
                work();
            }

            return true;
        }
        catch (SocketToolsException fault)
        {
            Report(fault, target);
            return false;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested || Stopping)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception foreign) when (foreign is not (RuntimeException or FlowControlException))
        {
            if (_stop.IsCancellationRequested || Stopping)
            {
                throw new PipelineStoppedException();
            }

            Report(ForeignFault.Of(foreign), target);
            return false;
        }
    }

    /// <summary>Work for one input begins.</summary>
    protected virtual void BeginAttempt()
    {
    }

    /// <summary>What was recorded since the work began; null: nothing.</summary>
    protected virtual Recording? Recorded => null;

    /// <summary>Whoever tells on the verbose and debug streams what happens on the wire; null: nobody wants to know.</summary>
    internal TraceTeller? Trace
    {
        get
        {
            if (!_isTraceKnown)
            {
                _isTraceKnown = true;
                bool debug = IsWanted("Debug", "DebugPreference");
                _trace = IsVerbose || debug ? new TraceTeller(this, IsVerbose, debug) : null;
            }

            return _trace;
        }
    }

    /// <summary>Does work on a connection while somebody is told what happens there.</summary>
    internal static void WhileTold(SocketConnection connection, TraceTeller? trace, Action work)
    {
        if (trace is null)
        {
            work();
            return;
        }

        IWireObserver? before = connection.Observe(trace);
        try
        {
            work();
        }
        finally
        {
            connection.Observe(before);
            trace.End();
        }
    }

    /// <summary>Writes a fault as a non-terminating error.</summary>
    protected void Report(SocketToolsException fault, object? target) => WriteError(FaultRecord.Create(fault.WithRecording(Recorded), target, this));

    /// <summary>Ends the cmdlet with <see cref="Fault.InvalidRequest"/> where its parameters do not fit together.</summary>
    protected void Demand(bool fits, string otherwise)
    {
        if (!fits)
        {
            ThrowTerminatingError(FaultRecord.Create(FaultFactory.InvalidRequest(otherwise), MyInvocation.MyCommand?.Name, this));
        }
    }

    /// <summary>Our own certificate, read; where it cannot be read or has no key, the cmdlet ends with <see cref="Fault.InvalidRequest"/>.</summary>
    protected OwnCertificate? DemandCertificate(CertificateSource? certificate, SecureString? password)
    {
        Demand(password is null || certificate is { IsFile: true }, "-CertificatePassword opens a file: give its path with -Certificate.");
        try
        {
            return certificate?.Load(password);
        }
        catch (SocketToolsException invalid)
        {
            ThrowTerminatingError(FaultRecord.Create(invalid, certificate, this));
            throw;
        }
    }

    /// <summary>Cipher suites that can be asked for; where one cannot, the cmdlet ends with <see cref="Fault.InvalidRequest"/> or <see cref="Fault.NotSupported"/>.</summary>
    protected string[] DemandCipherSuites(string[] names)
    {
        try
        {
            TlsSettings.DemandCipherSuites(names);
            return names;
        }
        catch (SocketToolsException invalid)
        {
            ThrowTerminatingError(FaultRecord.Create(invalid, names, this));
            throw;
        }
    }

    /// <summary>The addresses that -IPv4 and -IPv6 leave; both together end the cmdlet with <see cref="Fault.InvalidRequest"/>.</summary>
    protected AddressFamily DemandFamily(bool ipv4, bool ipv6)
    {
        Demand(!ipv4 || !ipv6, "-IPv4 and -IPv6 exclude each other: give one, or none for both.");
        return ipv4 ? AddressFamily.InterNetwork : ipv6 ? AddressFamily.InterNetworkV6 : AddressFamily.Unspecified;
    }

    /// <summary>Whether the user gave this parameter, by whatever way.</summary>
    protected bool IsBound(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    /// <summary>Whether the verbose stream is wanted.</summary>
    protected bool IsVerbose => IsWanted("Verbose", "VerbosePreference");

    private bool IsWanted(string parameter, string variable) => MyInvocation.BoundParameters.TryGetValue(parameter, out object? given)
        ? ((SwitchParameter)given).ToBool()
        : LanguagePrimitives.TryConvertTo(GetVariableValue(variable), out ActionPreference preference) && preference is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore);
}
