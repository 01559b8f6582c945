using System;
using System.IO;
using System.Runtime.ExceptionServices;
using SocketTools.Faults;
using SocketTools.Limits;

namespace SocketTools.Http;

/// <summary>A decoder that tells coded data that are cut off from data that end. The platform's own take both for the end.</summary>
/// <remarks>What gives it away is that the decoder asks for more where there is no more. A gzip decoder that is at its end asks too, since
/// another member may follow (RFC 1952, 2.2): it gets bytes that begin none. At its end it lets them be; in the midst of its data it
/// fails, makes something of them, or asks again. Where it is at its end and did not ask, what it had follows its end and begins no member.
/// RFC 9110, 8.4.1.3, and RFC 1952, 2.2, know nothing else there. curl and Go refuse it, zeros too; .NET and Node let zeros be, .NET
/// anything: where they don't agree it is refused.
/// <para>Other decoders ask for nothing behind their end, and may hold bytes of a piece that follow it. So they get the last piece byte by byte:
/// what they do not ask for then follows their end. curl refuses that, too.</para>
/// <para>A decoder is foreign code, and throws what it likes: InvalidDataException for bad gzip, InvalidOperationException for bad brotli. All
/// of it is the data's fault. It works until its input or its room ends, and where it fails in between, what it had decoded in that step is
/// lost: so it gets its input in pieces of one size, however they came, and gives the same bytes of broken data each time.</para>
/// <para>It looks at the clock at every step, of its input and of its output: a few bytes may hold gigabytes of either.</para></remarks>
internal sealed class CheckedDecoder : ReadOnlyStream
{
    private readonly string _coding;
    private readonly Source _source;
    private readonly Stream _decoder;
    private readonly CallClock _clock;

    /// <summary>Makes it.</summary>
    /// <param name="coded">The coded data.</param>
    /// <param name="coding">What errors call the coding.</param>
    /// <param name="hasMembers">Whether the decoder looks for more behind its end.</param>
    /// <param name="clock">Ends the work.</param>
    /// <param name="decode">Makes the decoder.</param>
    internal CheckedDecoder(Stream coded, string coding, bool hasMembers, CallClock clock, Func<Stream, Stream> decode)
    {
        _coding = coding;
        _clock = clock;
        _source = new Source(coded, hasMembers, clock);
        _decoder = decode(_source);
    }

    /// <inheritdoc/>
    /// <exception cref="SocketToolsException"><see cref="Fault.Truncated"/>, <see cref="Fault.ProtocolViolation"/>, a timeout.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    public override int Read(byte[] buffer, int offset, int count)
    {
        _clock.NextWorkMilliseconds();
        int came;
        try
        {
            came = _decoder.Read(buffer, offset, count);
        }
        catch (Exception broken) when (broken is not (SocketToolsException or OperationCanceledException))
        {
            throw _source.HasEnded ? HttpFaults.CodingCutOff(_coding) : HttpFaults.NotInCoding(_coding, broken);
        }

        if (came == 0 && count > 0)
        {
            _source.ThrowIfFailed();
            if (_source.HasLeftovers)
            {
                throw FaultFactory.ProtocolViolation($"Behind the end of the {_coding} data comes what is none (RFC 9110, 8.4.1.3): it can be looked at undecoded.");
            }
        }

        return _source.WasCutOff || (came > 0 && _source.HasEnded) ? throw HttpFaults.CodingCutOff(_coding) : came;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _decoder.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>The coded data as the decoder sees them.</summary>
    private sealed class Source : ReadOnlyStream
    {
        private const int ProbeLength = 16;
        private const int LongestCheck = 4;
        private const int Piece = 4096;

        private readonly Stream _coded;
        private readonly bool _hasMembers;
        private readonly CallClock _clock;
        private byte[] _piece = new byte[Piece];
        private byte[] _next = new byte[Piece];
        private ExceptionDispatchInfo? _failure;
        private int _at;
        private int _end;
        private int _nextEnd;
        private bool _began;
        private int _asked;

        internal Source(Stream coded, bool hasMembers, CallClock clock)
        {
            _coded = coded;
            _hasMembers = hasMembers;
            _clock = clock;
        }

        /// <summary>Whether the decoder has asked for more where there was no more. No data at all are no cut-off data.</summary>
        internal bool HasEnded => _asked > 0;

        /// <summary>Whether, now that the decoder has ended, something follows its end.</summary>
        internal bool HasLeftovers => _began && !HasEnded && (_hasMembers || _at < _end || _nextEnd > 0);

        /// <summary>Whether that says that it is not at its own end.</summary>
        internal bool WasCutOff => _asked > (_hasMembers ? 1 : 0);

        /// <summary>Throws what the coded data broke off with, where all that came before is out.</summary>
        internal void ThrowIfFailed()
        {
            if (_at == _end && _nextEnd == 0)
            {
                _failure?.Throw();
            }
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int came = _asked > 0 ? 0 : Take(buffer, offset, count);
            if (came > 0 || count == 0 || !_began)
            {
                _began |= came > 0;
                return came;
            }

            _asked++;
            if (!_hasMembers || _asked > 1)
            {
                return 0;
            }

            int probe = Math.Min(count, ProbeLength);
            for (int i = 0; i < probe; i++)
            {
                buffer[offset + i] = 0xFF;
            }

            return probe;
        }

        private int Take(byte[] buffer, int offset, int count)
        {
            if (_at == _end)
            {
                NextPiece();
            }

            // A check behind the data is not parted from their end.
            bool isLast = _nextEnd <= LongestCheck;
            int part = Math.Min(isLast && !_hasMembers ? Math.Min(count, 1) : count, _end - _at);
            Buffer.BlockCopy(_piece, _at, buffer, offset, part);
            _at += part;
            return part;
        }

        // One piece ahead, so that the last is known as such.
        private void NextPiece()
        {
            if (!_began)
            {
                Gather();
            }

            (_piece, _next) = (_next, _piece);
            (_at, _end) = (0, _nextEnd);
            if (_end == 0)
            {
                ThrowIfFailed();
                return;
            }

            Gather();
        }

        // Where the data break off, the decoder gets what came before, and is told behind it.
        private void Gather()
        {
            _nextEnd = 0;
            if (_failure is not null)
            {
                return;
            }

            try
            {
                int came;
                do
                {
                    _clock.NextWorkMilliseconds();
                    came = _coded.Read(_next, _nextEnd, Piece - _nextEnd);
                    _nextEnd += came;
                }
                while (came > 0 && _nextEnd < Piece);
            }
            catch (Exception failure)
            {
                _failure = ExceptionDispatchInfo.Capture(failure);
            }
        }
    }
}
