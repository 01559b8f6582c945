using System;
#if NET8_0_OR_GREATER
using System.Security.Cryptography;
#endif
using System.Security.Cryptography.X509Certificates;

namespace SocketTools.Compat;

/// <summary>Keys in PEM files (RFC 7468, 10 and 11), which .NET Framework cannot read.</summary>
internal static class PemKey
{
#if NET8_0_OR_GREATER
    /// <summary>Whether keys of such files can be read here.</summary>
    internal static bool IsSupported => true;

    /// <summary>Joins a certificate with the key in a PEM file.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="pem">The file's text.</param>
    /// <param name="password">What the key is encrypted with; null: nothing.</param>
    /// <returns>Null: the key is not this certificate's, or cannot be read.</returns>
    internal static X509Certificate2? Join(X509Certificate2 certificate, string pem, string? password)
    {
        try
        {
            string own = certificate.ExportCertificatePem();
            using X509Certificate2 withKey = password is null ? X509Certificate2.CreateFromPem(own, pem) : X509Certificate2.CreateFromEncryptedPem(own, pem, password);

            // By way of PKCS #12: Windows cannot use a key that was never stored.
            return new X509Certificate2(withKey.Export(X509ContentType.Pkcs12));
        }
        catch (Exception other) when (other is CryptographicException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Whether a password opens the key in a PEM file.</summary>
    internal static bool Opens(string pem, string password)
    {
        foreach (Func<AsymmetricAlgorithm> kind in new Func<AsymmetricAlgorithm>[] { RSA.Create, ECDsa.Create })
        {
            using AsymmetricAlgorithm key = kind();
            try
            {
                key.ImportFromEncryptedPem(pem, password);
                return true;
            }
            catch (Exception other) when (other is CryptographicException or ArgumentException)
            {
                // Of the other kind, or not opened.
            }
        }

        return false;
    }
#else
    /// <summary>Whether keys of such files can be read here.</summary>
    internal static bool IsSupported => false;

    /// <summary>Joins a certificate with the key in a PEM file.</summary>
    internal static X509Certificate2? Join(X509Certificate2 certificate, string pem, string? password) => throw new PlatformNotSupportedException();

    /// <summary>Whether a password opens the key in a PEM file.</summary>
    internal static bool Opens(string pem, string password) => throw new PlatformNotSupportedException();
#endif
}
