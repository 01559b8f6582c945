using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using SocketTools.Faults;

namespace SocketTools.Tls;

/// <summary>The host names and addresses a certificate is for.</summary>
public static class CertificateNames
{
    private const string SubjectAlternativeName = "2.5.29.17";
    private const byte DnsNameTag = 0x82;
    private const byte AddressTag = 0x87;

    /// <summary>The names of the subject alternative name extension (RFC 5280, 4.2.1.6); where there is none, the subject's common name.</summary>
    public static IReadOnlyList<string> Of(X509Certificate2 certificate)
    {
        X509Extension? extension = certificate.Extensions.Cast<X509Extension>().FirstOrDefault(static e => e.Oid?.Value == SubjectAlternativeName);
        List<string> names = extension is null ? new List<string>() : Parse(extension.RawData);
        return names.Count > 0 ? names : new[] { VisibleText.Of(certificate.GetNameInfo(X509NameType.DnsName, forIssuer: false)) };
    }

    // GeneralNames ::= SEQUENCE OF GeneralName; a name is [2] IA5String, an address [7] OCTET STRING, by their DER tags.
    private static List<string> Parse(byte[] der)
    {
        var names = new List<string>();
        int at = 0;
        if (!Header(der, ref at, out _, out _))
        {
            return names;
        }

        while (Header(der, ref at, out byte tag, out int length))
        {
            if (tag == DnsNameTag)
            {
                names.Add(VisibleText.Of(Encoding.ASCII.GetString(der, at, length)));
            }
            else if (tag == AddressTag && length is 4 or 16)
            {
                var address = new byte[length];
                Buffer.BlockCopy(der, at, address, 0, length);
                names.Add(new IPAddress(address).ToString());
            }

            at += length;
        }

        return names;
    }

    private static bool Header(byte[] der, ref int at, out byte tag, out int length)
    {
        tag = 0;
        length = 0;
        if (at + 2 > der.Length)
        {
            return false;
        }

        tag = der[at++];
        length = der[at++];
        if (length >= 0x80)
        {
            int bytes = length & 0x7F;
            length = 0;
            for (; bytes > 0 && at < der.Length && length < 0x10000; bytes--)
            {
                length = (length << 8) | der[at++];
            }
        }

        return at + length <= der.Length;
    }
}
