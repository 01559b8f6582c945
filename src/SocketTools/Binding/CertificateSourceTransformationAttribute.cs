using System.Linq;
using System.Management.Automation;
using System.Security.Cryptography.X509Certificates;

namespace SocketTools.Binding;

/// <summary>Takes a certificate with its key, a collection of it and its intermediates, or the path of a file that holds them.</summary>
public sealed class CertificateSourceTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            string { Length: > 0 } path => new CertificateSource(engineIntrinsics.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path)),
            System.IO.FileInfo file => new CertificateSource(file.FullName),
            X509Certificate2 certificate => new CertificateSource(certificate),
            System.Collections.IEnumerable several and not string => OfSeveral(several.Cast<object>().Select(static o => o is PSObject p ? p.BaseObject : o).OfType<X509Certificate2>().ToArray()) ?? inputData,
            _ => inputData,
        };
    }

    private static CertificateSource? OfSeveral(X509Certificate2[] all) =>
        all.FirstOrDefault(static c => c.HasPrivateKey) is X509Certificate2 own ? new CertificateSource(own, all.Where(c => !ReferenceEquals(c, own))) : null;
}
