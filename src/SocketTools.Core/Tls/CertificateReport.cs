using System;
using System.Collections.Generic;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using SocketTools.Transport;

namespace SocketTools.Tls;

/// <summary>The certificate that a server presents, and what is to be said of it.</summary>
public sealed class CertificateReport
{
    internal CertificateReport(HostEndPoint target, TlsDetails details, X509Certificate2 certificate)
    {
        HostName = target.HostName;
        Port = target.Port;
        Certificate = certificate;
        Chain = details.Chain;
        PolicyErrors = details.PolicyErrors;
        Reasons = new TextList(details.PolicyReasons);
        Protocol = details.Protocol;
        CipherSuite = details.CipherSuite;
        Names = new TextList(CertificateNames.Of(certificate));
        DaysLeft = (int)Math.Floor((certificate.NotAfter - DateTime.Now).TotalDays);
    }

    /// <summary>The host that was asked.</summary>
    public string HostName { get; }

    /// <summary>The port that was asked, 1 to 65535.</summary>
    public int Port { get; }

    /// <summary>Whom it is for.</summary>
    public string Subject => Certificate.Subject;

    /// <summary>Who signed it.</summary>
    public string Issuer => Certificate.Issuer;

    /// <summary>From when it is valid, in local time.</summary>
    public DateTime NotBefore => Certificate.NotBefore;

    /// <summary>Until when it is valid, in local time.</summary>
    public DateTime NotAfter => Certificate.NotAfter;

    /// <summary>Its SHA-1 digest, in hexadecimal.</summary>
    public string Thumbprint => Certificate.Thumbprint;

    /// <summary>The server's certificate.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The certificates from the server's to the root, as far as they are known.</summary>
    public IReadOnlyList<X509Certificate2> Chain { get; }

    /// <summary>What is wrong with it.</summary>
    public SslPolicyErrors PolicyErrors { get; }

    /// <summary>The same in words.</summary>
    public TextList Reasons { get; }

    /// <summary>Whole days until it expires; negative where it has.</summary>
    public int DaysLeft { get; }

    /// <summary>The names and addresses it is for.</summary>
    public TextList Names { get; }

    /// <summary>The version of TLS that was agreed on.</summary>
    public SslProtocols Protocol { get; }

    /// <summary>The cipher suite that was agreed on.</summary>
    public string CipherSuite { get; }

    /// <summary>Whether nothing is wrong with it.</summary>
    public bool IsValid => PolicyErrors == SslPolicyErrors.None;

    /// <summary><c>host:port subject</c>.</summary>
    public override string ToString() => $"{HostEndPoint.Format(HostName, Port)} {Subject}";

    /// <summary>Makes the report of what an open connection has negotiated.</summary>
    /// <returns>Null where the server presented none.</returns>
    public static CertificateReport? Of(HostEndPoint target, TlsDetails? negotiated) =>
        negotiated is { Certificate: X509Certificate2 certificate } details ? new CertificateReport(target, details, certificate) : null;
}
