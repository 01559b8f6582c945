using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography.X509Certificates;
using SocketTools.Compat;
using SocketTools.Faults;

namespace SocketTools.Tls;

/// <summary>Certificates in files.</summary>
public static class CertificateFile
{
    private const string Begin = "-----BEGIN CERTIFICATE-----";
    private const string End = "-----END CERTIFICATE-----";

    /// <summary>Loads a certificate: DER, PEM, or PKCS #12 without a password; with its key where the file holds it.</summary>
    /// <param name="path">The file's full path.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">It holds no certificate.</exception>
    public static X509Certificate2 Load(string path) 
    {
        try
        {
            return TlsHandshake.Load(path);
        }
        catch (PlatformNotSupportedException none)
        {
            throw FaultFactory.NotSupported(none.Message);
        }
    }

    /// <summary>Loads every certificate of a PEM file (RFC 7468, 5.1), or the one of another.</summary>
    /// <param name="path">The file's full path.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">It holds no certificate.</exception>
    /// <exception cref="FormatException">What stands between the marks is not Base64.</exception>
    public static IReadOnlyList<X509Certificate2> LoadAll(string path)
    {
        string text = File.ReadAllText(path);
        var all = new List<X509Certificate2>();
        for (int at = 0; (at = text.IndexOf(Begin, at, StringComparison.Ordinal)) >= 0;)
        {
            at += Begin.Length;
            int end = text.IndexOf(End, at, StringComparison.Ordinal);
            all.Add(new X509Certificate2(Convert.FromBase64String(text.Substring(at, (end < 0 ? text.Length : end) - at))));
        }

        return all.Count > 0 ? all : new[] { Load(path) };
    }
}
