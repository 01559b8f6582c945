#if !NET8_0_OR_GREATER
using System;
#endif
using System.IO;
using System.IO.Compression;

namespace SocketTools.Compat;

/// <summary>The zlib format (RFC 1950), which .NET Framework does not have: there it is put together from what it has.</summary>
internal static class Zlib
{
#if NET8_0_OR_GREATER
    /// <summary>A stream that decodes another.</summary>
    internal static Stream Decode(Stream coded) => new ZLibStream(coded, CompressionMode.Decompress);
#else
    /// <summary>A stream that decodes another, which gives what is near its end byte by byte.</summary>
    internal static Stream Decode(Stream coded)
    {
        _ = coded.ReadByte();
        _ = coded.ReadByte();
        return new Decoder(coded);
    }

    // Deflate data, and behind them the Adler-32 of what they hold (RFC 1950, 2.2).
    private sealed class Decoder : DeflateStream
    {
        private const uint Modulus = 65521;

        // So many bytes can be added up before the sums need more than 32 bits.
        private const int MostAtOnce = 5552;

        private readonly Stream _coded;
        private uint _sum = 1;
        private uint _sumOfSums;
        private bool _isChecked;

        internal Decoder(Stream coded)
            : base(coded, CompressionMode.Decompress) => _coded = coded;

        public override int Read(byte[] array, int offset, int count)
        {
            int came = base.Read(array, offset, count);
            for (int at = offset; at < offset + came;)
            {
                for (int end = Math.Min(at + MostAtOnce, offset + came); at < end; at++)
                {
                    _sum += array[at];
                    _sumOfSums += _sum;
                }

                _sum %= Modulus;
                _sumOfSums %= Modulus;
            }

            if (came == 0 && count > 0 && !_isChecked)
            {
                _isChecked = true;
                Check();
            }

            return came;
        }

        private void Check()
        {
            uint given = 0;
            for (int i = 0; i < 4; i++)
            {
                int next = _coded.ReadByte();
                if (next < 0)
                {
                    throw new InvalidDataException("The check behind the data is cut off.");
                }

                given = (given << 8) | (uint)next;
            }

            if (given != ((_sumOfSums << 16) | _sum))
            {
                throw new InvalidDataException("The check behind the data does not fit.");
            }
        }
    }
#endif
}
