using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using SocketTools.Faults;
using SocketTools.Tls;

namespace SocketTools.Binding;

/// <summary>A certificate of our own as the user gave it: itself, or a file that is read once its password is known.</summary>
public sealed class CertificateSource
{
    private readonly OwnCertificate? _given;
    private readonly string? _path;

    /// <summary>A certificate that is there already, with its key.</summary>
    internal CertificateSource(X509Certificate2 certificate, IEnumerable<X509Certificate2>? intermediates = null) =>
        _given = new OwnCertificate(certificate, intermediates?.ToArray() ?? System.Array.Empty<X509Certificate2>());

    /// <summary>A file, by its full path.</summary>
    internal CertificateSource(string path) => _path = path;

    /// <summary>Whether it is a file, which a password may open.</summary>
    internal bool IsFile => _path is not null;

    /// <inheritdoc/>
    public override string ToString() => _path is null ? FaultFactory.Visible(_given!.Certificate.Subject) : Path.GetFileName(_path);

    /// <summary>Reads it.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: it cannot be read, is encrypted, or has no key.</exception>
    internal OwnCertificate Load(SecureString? password)
    {
        OwnCertificate own = _given ?? CertificateFile.Load(_path!, password);
        return own.Certificate.HasPrivateKey ? own : throw FaultFactory.NoPrivateKey(_path is null ? own.Certificate.Subject : $"in '{_path}'");
    }
}
