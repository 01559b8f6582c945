using System;
using SocketTools.Faults;
using SocketTools.Framing;

namespace SocketTools.Http;

/// <summary>Finds the end of a response's header block, and says at once where what comes is no response at all.</summary>
internal sealed class ResponseHeadScanner : IScanner
{
    private const int ExcerptLength = 60;

    // The types of record that a server begins with which expects TLS (RFC 8446, 5.1).
    private const byte TlsAlert = 21;
    private const byte TlsHandshake = 22;

    private static readonly byte[] s_beginning = { (byte)'H', (byte)'T', (byte)'T', (byte)'P', (byte)'/' };

    private readonly HeadScanner _scanner;

    /// <summary>Makes a scanner for one block.</summary>
    /// <param name="maxBytes">The largest block, in bytes, its empty line included.</param>
    /// <param name="budget">The budget that errors name.</param>
    internal ResponseHeadScanner(int maxBytes, int budget) => _scanner = new HeadScanner(maxBytes, budget);

    /// <inheritdoc/>
    public ScanResult Scan(byte[] array, int offset, int count)
    {
        for (int i = 0; i < Math.Min(count, s_beginning.Length); i++)
        {
            if (array[offset + i] != s_beginning[i])
            {
                if (i == 0 && array[offset] is TlsAlert or TlsHandshake)
                {
                    throw FaultFactory.ProtocolViolation("TLS came where a status line was due: is it https? The request went out unprotected.");
                }

                string excerpt = HttpText.Latin1.GetString(array, offset, Math.Min(count, ExcerptLength));
                throw FaultFactory.ProtocolViolation($"'{FaultFactory.Visible(excerpt)}' came where a status line was due: that is not HTTP/1.x (RFC 9112, 4).");
            }
        }

        return _scanner.Scan(array, offset, count);
    }
}
