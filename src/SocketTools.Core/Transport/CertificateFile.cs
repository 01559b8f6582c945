using System.Security.Cryptography.X509Certificates;
using SocketTools.Compat;

namespace SocketTools.Transport;

/// <summary>Certificates in files.</summary>
public static class CertificateFile
{
    /// <summary>Loads a certificate: DER, PEM, or PKCS #12 without a password; with its key where the file holds it.</summary>
    /// <param name="path">The file's full path.</param>
    /// <exception cref="System.IO.IOException">It cannot be read.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">It holds no certificate.</exception>
    public static X509Certificate2 Load(string path) => TlsHandshake.Load(path);
}
