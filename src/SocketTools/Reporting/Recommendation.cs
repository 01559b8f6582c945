using System;
using System.Management.Automation;
using System.Reflection;
using SocketTools.Faults;

namespace SocketTools.Reporting;

/// <summary>Words what can be done about a fault, by the names that the parameters and cmdlets have here.</summary>
/// <remarks>Each is told with the type of the cmdlet that it happened to: what that one has not, and what it is itself, helps nobody who called
/// it. Null: of no cmdlet, and all names are told.</remarks>
internal static class Recommendation
{
    /// <summary>What is known to help with this one; null: nothing in particular.</summary>
    internal static string? Particular(SocketToolsException fault, Type? cmdlet) => (fault.Advice, Parameter(fault.Limit, cmdlet)) switch
    {
        (Advice.None, null) => null,
        (Advice.None, string limit) => fault.Fault switch
        {
            Fault.ConnectTimeout => $"Raise {limit}, or check the address.",
            Fault.SendTimeout => $"Have the peer read, or raise {limit}.",
            Fault.ReceiveTimeout => $"Raise {limit}.",
            _ => $"Raise {limit} if that is expected.",
        },
        (Advice.CheckName, _) => Usual(Fault.HostNotFound, cmdlet),
        (Advice.CheckService, _) => Usual(Fault.ConnectFailed, cmdlet),
        (Advice.CheckProtocol, var limit) => (limit is null ? "Check" : $"Raise {limit}, or check") + " what is spoken on that port; -Verbose shows how far it went.",
        (Advice.CheckPath, _) => "Check the path, and that its server runs.",
        (Advice.CheckFile, _) => "Check the path.",
        (Advice.ChooseAnotherAddress, _) => Usual(Fault.AddressInUse, cmdlet),
        (Advice.WaitForOther, _) => Usual(Fault.ConnectionBusy, cmdlet),
        (Advice.CloseConnection, _) => Usual(Fault.PlaintextInjected, cmdlet),
        (Advice.CallAgain, var limit) => "The connection is kept and nothing is lost: call again" + (limit is null ? "." : $", or raise {limit}."),
        (Advice.AcceptAgain, var limit) => "The listener still listens: call again" + (limit is null ? "." : $", or raise {limit}."),
        (Advice.ReadWhatCame, _) => "What came can still be read.",
        (Advice.ReceiveTheRest, _) => "What is not in it can still be received.",
        (Advice.ConnectAgain, _) => "Bytes received before that can still be read; connect again to go on.",
        (Advice.OpenConnection, _) => "Open a new one with New-SocketConnection.",
        (Advice.StartListener, _) => "Start a new one with Start-SocketListener.",
        (Advice.OpenForDatagrams, _) => "Open it with -SocketType Dgram.",
        (Advice.ReceiveResponse, _) => "Receive it with Receive-RawHttpResponse.",
        (Advice.ReadReply, _) => "Read it with Invoke-SocketCommand and no command.",
        (Advice.LookAtBytes, _) => "Look at what came with Receive-SocketData, or connect again.",
        (Advice.FetchUndecoded, _) => "Fetch without -Decompress to look at it.",
        (Advice.FetchAnew, _) => "Fetch it again without -Resume.",
        (Advice.Resume, _) => "-Resume goes on there.",
        (Advice.TakeCertificate, _) => "Look at it with Get-SocketCertificate; -SkipCertificateCheck takes it all the same.",
        (Advice.TakeCut, _) => "-AllowTruncatedTls takes it as whole.",
        (Advice.FollowRedirects, _) => "-MaximumRedirection follows it.",
        (Advice.FollowInsecurely, _) => "-AllowInsecureRedirect follows it.",
        (Advice.NameYourselfToProxy, _) => "Give -ProxyCredential, or another.",
        (Advice.SendUnprotected, _) => "-AllowUnencryptedAuthentication sends it all the same.",
        (Advice.ReachByName, _) => "Reach it by its name, or give that with -ServerName, and fetch one at a time.",
        (Advice.GiveCertificatePassword, _) => "Give its password with -CertificatePassword, as a SecureString (Read-Host -AsSecureString) or a PSCredential.",
        (Advice.UseAnotherEncoding, _) when !Has(cmdlet, "Encoding") => "Name another charset, such as utf-8, in -ContentType, or send bytes.",
        (Advice.UseAnotherEncoding, _) => "Give another -Encoding, such as utf8, or send bytes.",
        _ => null,
    };

    /// <summary>What helps with faults of this kind.</summary>
    internal static string Usual(Fault fault, Type? cmdlet) => fault switch
    {
        Fault.HostNotFound when cmdlet?.GetCustomAttribute<CmdletAttribute>() is { VerbName: VerbsDiagnostic.Resolve } => "Check how it is spelt, and which name servers this computer asks.",
        Fault.HostNotFound => "Check the name with Resolve-SocketAddress, or give an IP address.",
        Fault.ConnectFailed => "Check with Test-SocketPort that the service listens there, and that no firewall stands between.",
        Fault.ConnectTimeout => OrRaise("Check the address", Limit.ConnectTimeout, cmdlet),
        Fault.ReceiveTimeout => OrRaise("Call again", Limit.IdleTimeout, cmdlet),
        Fault.SendTimeout => OrRaise("Have the peer read", Limit.IdleTimeout, cmdlet),
        Fault.ProxyRefused => "Check -Proxy and -ProxyCredential.",
        Fault.TlsFailed => "Check that TLS is spoken on that port; -Verbose shows how far it went.",
        Fault.CertificateRejected => "Look at it with Get-SocketCertificate.",
        Fault.PlaintextInjected => "Close the connection.",
        Fault.RemoteClosed or Fault.ConnectionReset => "Open a new connection to go on.",
        Fault.Truncated => "Ask again; what came is not whole.",
        Fault.ProtocolViolation => "Check that this is the protocol of that port; -Verbose shows what came.",
        Fault.LimitExceeded => "No parameter raises this limit; -Verbose shows what came.",
        Fault.InvalidRequest => "Get-Help with -Examples shows how the command is called.",
        Fault.ReplyRejected => "The server understood: ask for something else, or as somebody else.",
        Fault.AddressInUse => "Choose another, or stop what uses it.",
        Fault.AccessDenied => "Ask for the permission, or choose what needs none.",
        Fault.ConnectionClosed => "Open a new one.",
        Fault.ConnectionBusy => "Wait for the other command to end, or stop it.",
        _ => "Another platform or edition can.",
    };

    /// <summary>The parameter that a budget or clock has; null: none.</summary>
    internal static string? Parameter(Limit limit, Type? cmdlet)
    {
        string? name = limit switch
        {
            Limit.ConnectTimeout => "ConnectTimeoutSec",
            Limit.IdleTimeout => "IdleTimeoutSec",
            Limit.Timeout => "TimeoutSec",
            Limit.LineLength => "MaxLineLength",
            Limit.HeaderBytes => "MaxHeaderBytes",
            Limit.BodyBytes => "MaxBodyBytes",
            Limit.Bytes => "MaxBytes",
            Limit.Redirection => "MaximumRedirection",
            _ => null,
        };
        return name is not null && Has(cmdlet, name) ? "-" + name : null;
    }

    private static string OrRaise(string advice, Limit limit, Type? cmdlet) => Parameter(limit, cmdlet) is string parameter ? $"{advice}, or raise {parameter}." : advice + ".";

    private static bool Has(Type? cmdlet, string parameter) => cmdlet is null || cmdlet.GetProperty(parameter)?.IsDefined(typeof(ParameterAttribute)) == true;
}
