#if !NET9_0_OR_GREATER
namespace System.Security.Cryptography.X509Certificates;

/// <summary>What .NET 9 has for the constructors of certificates.</summary>
internal static class X509CertificateLoader
{
    internal static X509Certificate2 LoadPkcs12(byte[] data, string? password, X509KeyStorageFlags flags = X509KeyStorageFlags.DefaultKeySet) =>
        new(data, password, flags);
}
#endif
