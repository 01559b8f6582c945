using System;
using System.Collections;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Security.Cryptography;
using SocketTools.Tls;

namespace SocketTools.Binding;

/// <summary>Loads a certificate, or all of a PEM file, from a path: DER, PEM, or PKCS #12 without a password.</summary>
public sealed class CertificateTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether a PEM file stands for all certificates in it, and not for the first alone.</summary>
    public bool All { get; set; }

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            string path => Load(engineIntrinsics, path),
            IList list => list.Cast<object>().Select(item => Transform(engineIntrinsics, item)).SelectMany(static t => t as object[] ?? new[] { t }).ToArray(),
            _ => inputData,
        };
    }

    private object Load(EngineIntrinsics engineIntrinsics, string path)
    {
        try
        {
            string full = engineIntrinsics.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);
            return All ? CertificateFile.LoadAll(full).ToArray() : CertificateFile.Load(full);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException or FormatException)
        {
            throw new ArgumentTransformationMetadataException($"'{path}' holds no certificate that can be read: {unreadable.Message}", unreadable);
        }
    }
}
