using System;
using System.Collections;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Security.Cryptography;
using SocketTools.Transport;

namespace SocketTools.Binding;

/// <summary>Loads a certificate from a path: DER, PEM, or PKCS #12 without a password.</summary>
public sealed class CertificateTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            string path => Load(engineIntrinsics, path),
            IList list => list.Cast<object>().Select(item => Transform(engineIntrinsics, item)).ToArray(),
            _ => inputData,
        };
    }

    private static object Load(EngineIntrinsics engineIntrinsics, string path)
    {
        try
        {
            return CertificateFile.Load(engineIntrinsics.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new ArgumentTransformationMetadataException($"'{path}' holds no certificate that can be read: {unreadable.Message}", unreadable);
        }
    }
}
