using System;

namespace SocketTools.Tls;

/// <summary>Where the records of a TLS stream end (RFC 8446, 5.1).</summary>
internal sealed class TlsRecordEdge
{
    private const int HeaderLength = 5;

    private int _headerCount;
    private int _left;

    /// <summary>Goes on over bytes of the stream, to the end of a record at the most.</summary>
    /// <returns>How many bytes that is; at least one where there is one.</returns>
    internal int Pass(byte[] array, int offset, int count)
    {
        int passed = 0;
        while (passed < count && _headerCount < HeaderLength)
        {
            // The length is the header's last two bytes.
            _left = (_left << 8) | array[offset + passed++];
            _headerCount++;
        }

        if (_headerCount == HeaderLength)
        {
            _left &= 0xFFFF;
            int part = Math.Min(_left, count - passed);
            passed += part;
            _left -= part;
            if (_left == 0)
            {
                _headerCount = 0;
            }
        }

        return passed;
    }
}
