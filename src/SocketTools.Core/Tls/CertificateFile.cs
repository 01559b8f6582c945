using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using SocketTools.Compat;
using SocketTools.Faults;

namespace SocketTools.Tls;

/// <summary>Certificates in files: DER, PEM (RFC 7468), PKCS #7, or PKCS #12 (RFC 7292), whatever the file is called.</summary>
public static class CertificateFile
{
    private const string Begin = "-----BEGIN CERTIFICATE-----";
    private const string End = "-----END CERTIFICATE-----";
    private const int MostBytes = 16 * 1024 * 1024;
    private const int BlockSize = 64 * 1024;
    private const string Key = "PRIVATE KEY-----";

    /// <summary>Loads a certificate of our own: with its key and those that lead to its root, where the file holds them, in any order.</summary>
    /// <param name="path">The file's full path.</param>
    /// <param name="password">What the file, or the key in it, is encrypted with; null: nothing.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: it cannot be read, holds no certificate, is encrypted, or the
    /// password does not open it; <see cref="Fault.NotSupported"/>: this edition cannot.</exception>
    public static OwnCertificate Load(string path, SecureString? password = null)
    {
        byte[] bytes = Read(path);
        string text = Encoding.ASCII.GetString(bytes);
        IReadOnlyList<X509Certificate2> all;
        try
        {
            if (text.IndexOf(Begin, StringComparison.Ordinal) >= 0)
            {
                IReadOnlyList<X509Certificate2> bare = ParsePem(text);
                return text.IndexOf(Key, StringComparison.Ordinal) < 0 ? Arrange(bare) : JoinKey(path, bare, text, PlainText(password));
            }

            all = IsPkcs12(bytes) ? ImportPkcs12(path, bytes, password) : new[] { new X509Certificate2(bytes) };
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or FormatException or ArgumentException)
        {
            throw TlsFaults.NoCertificateIn(path, unreadable.Message, unreadable);
        }

        return all.Count > 0 ? Arrange(all) : throw TlsFaults.NoCertificateIn(path, "there is none in it");
    }

    /// <summary>Loads every certificate of a file, of authorities for example.</summary>
    /// <param name="path">The file's full path.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: it cannot be read, or holds no certificate.</exception>
    public static IReadOnlyList<X509Certificate2> LoadAll(string path)
    {
        byte[] bytes = Read(path);
        string text = Encoding.ASCII.GetString(bytes);
        try
        {
            return text.IndexOf(Begin, StringComparison.Ordinal) >= 0 ? ParsePem(text)
                : IsPkcs12(bytes) ? ImportPkcs12(path, bytes, null)
                : new[] { new X509Certificate2(bytes) };
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or FormatException or ArgumentException)
        {
            throw TlsFaults.NoCertificateIn(path, unreadable.Message, unreadable);
        }
    }

    private static byte[] Read(string path)
    {
        if (Directory.Exists(path))
        {
            throw TlsFaults.NoCertificateIn(path, "it is a folder");
        }

        if (FileStatus.Of(path, followLinks: true) is { Kind: FileKind.Waiting })
        {
            throw TlsFaults.NoCertificateIn(path, "it is a pipe or the like, which may keep one waiting for ever");
        }

        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            var start = new MemoryStream();
            var block = new byte[BlockSize];
            for (int came; (came = file.Read(block, 0, block.Length)) > 0;)
            {
                start.Write(block, 0, came);
                if (start.Length > MostBytes)
                {
                    throw TlsFaults.NoCertificateIn(path, $"it has not ended after {MostBytes} bytes");
                }
            }

            return start.ToArray();
        }
        catch (Exception unreadable) when (unreadable is (IOException and not SocketToolsException) or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw TlsFaults.NoCertificateIn(path, unreadable.Message, unreadable);
        }
    }

    private static List<X509Certificate2> ParsePem(string text)
    {
        var all = new List<X509Certificate2>();
        for (int at = 0; (at = text.IndexOf(Begin, at, StringComparison.Ordinal)) >= 0;)
        {
            at += Begin.Length;
            int end = text.IndexOf(End, at, StringComparison.Ordinal);
            all.Add(new X509Certificate2(Convert.FromBase64String(text.Substring(at, (end < 0 ? text.Length : end) - at))));
        }

        return all;
    }

    private static bool IsPkcs12(byte[] bytes)
    {
        try
        {
            return X509Certificate2.GetCertContentType(bytes) == X509ContentType.Pkcs12;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static X509Certificate2[] ImportPkcs12(string path, byte[] bytes, SecureString? password)
    {
        var all = new X509Certificate2Collection();
        try
        {
            all.Import(bytes, PlainText(password), X509KeyStorageFlags.DefaultKeySet);
            return all.Cast<X509Certificate2>().ToArray();
        }
        catch (CryptographicException closed)
        {
            throw password is null ? TlsFaults.CertificateEncrypted(path, closed) : TlsFaults.WrongCertificatePassword(path, closed);
        }
    }

    // The key says whose it is: any of the file's may be its certificate.
    private static OwnCertificate JoinKey(string path, IReadOnlyList<X509Certificate2> certificates, string pem, string? password)
    {
        if (!PemKey.IsSupported)
        {
            throw FaultFactory.NotSupported("Windows PowerShell cannot read a key from a PEM file: give a PKCS #12 file, or use PowerShell 7.4 or later.");
        }

        if (pem.IndexOf("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal) >= 0)
        {
            throw FaultFactory.InvalidRequest($"The key in '{path}' is encrypted in OpenSSL's old way (DEK-Info), which .NET cannot read: write it anew with 'openssl pkcs8 -topk8', and give its password.");
        }

        bool isEncrypted = pem.IndexOf("-----BEGIN ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal) >= 0;
        if (isEncrypted && password is null)
        {
            throw TlsFaults.CertificateEncrypted(path);
        }

        foreach (X509Certificate2 certificate in certificates)
        {
            if (PemKey.Join(certificate, pem, isEncrypted ? password : null) is X509Certificate2 own)
            {
                return new OwnCertificate(own, certificates.Where(c => !ReferenceEquals(c, certificate)).ToArray());
            }
        }

        throw isEncrypted && !PemKey.Opens(pem, password!)
            ? TlsFaults.WrongCertificatePassword(path, null)
            : FaultFactory.InvalidRequest($"The key in '{path}' belongs to none of the certificates there, or is of a kind that .NET cannot read.");
    }

    // A password as the platform wants it; null where there is none.
    private static string? PlainText(SecureString? password) => password is null ? null : new System.Net.NetworkCredential("", password).Password;

    // Ours is the one with the key; without a key, the first that is nobody's issuer.
    private static OwnCertificate Arrange(IReadOnlyList<X509Certificate2> all)
    {
        X509Certificate2 own = all.FirstOrDefault(static c => c.HasPrivateKey)
            ?? all.FirstOrDefault(c => !all.Any(other => !ReferenceEquals(other, c) && other.IssuerName.RawData.SequenceEqual(c.SubjectName.RawData)))
            ?? all[0];
        return new OwnCertificate(own, all.Where(c => !ReferenceEquals(c, own)).ToArray());
    }
}
