using System.Collections.Generic;
using System.Security.Cryptography.X509Certificates;

namespace SocketTools.Tls;

/// <summary>A certificate of our own, as a file holds it.</summary>
/// <param name="Certificate">The certificate, with its key where the file holds one.</param>
/// <param name="Intermediates">The others of the file: what goes out with it.</param>
public sealed record OwnCertificate(X509Certificate2 Certificate, IReadOnlyList<X509Certificate2> Intermediates);
