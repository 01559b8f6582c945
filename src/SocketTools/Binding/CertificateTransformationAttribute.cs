using System.Collections;
using System.Linq;
using System.Management.Automation;
using SocketTools.Faults;
using SocketTools.Tls;

namespace SocketTools.Binding;

/// <summary>Loads the certificates of authorities from a path: DER, PKCS #12 without a password, or all of a PEM file.</summary>
public sealed class CertificateTransformationAttribute : ArgumentTransformationAttribute
{
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

    private static object Load(EngineIntrinsics engineIntrinsics, string path)
    {
        try
        {
            string full = engineIntrinsics.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);
            return CertificateFile.LoadAll(full).ToArray();
        }
        catch (SocketToolsException unreadable)
        {
            throw new ArgumentTransformationMetadataException(unreadable.Message, unreadable);
        }
    }
}
