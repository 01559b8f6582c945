using System;
using SocketTools.Faults;

namespace SocketTools.Tls;

/// <summary>What goes wrong with certificates in files, and with TLS once it is spoken.</summary>
internal static class TlsFaults
{
    /// <summary>A file that was to hold certificates.</summary>
    internal static SocketToolsException NoCertificateIn(string path, string reason, Exception? inner = null) =>
        FaultFactory.InvalidRequest($"'{path}' holds no certificate that can be read: {reason.TrimEnd('.')}.", inner);

    /// <summary>A file whose key is encrypted.</summary>
    internal static SocketToolsException CertificateEncrypted(string path, Exception? inner = null) =>
        new(Fault.InvalidRequest, $"The key in '{path}' is encrypted.", inner) { Advice = Advice.GiveCertificatePassword };

    /// <summary>A password that does not open a file.</summary>
    internal static SocketToolsException WrongCertificatePassword(string path, Exception? inner) =>
        new(Fault.InvalidRequest, $"The password does not open '{path}'. A file that is damaged says the same.", inner) { Advice = Advice.GiveCertificatePassword };

    /// <summary>The peer broke off TLS after the handshake.</summary>
    internal static SocketToolsException TlsRefused(string peer, string alert, Exception? inner) =>
        new(Fault.TlsFailed, $"TLS with {peer} was broken off after the handshake: the peer refused ({alert}).", inner);
}
