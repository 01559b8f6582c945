namespace SocketTools.Tls;

/// <summary>Reads the alerts out of TLS records that pass by unencrypted, to tell which side refused a handshake and why.</summary>
internal sealed class TlsAlertWatcher
{
    private const byte FirstRecordType = 20;
    private const byte AlertRecord = 21;
    private const byte LastRecordType = 24;
    private const int HeaderLength = 5;
    private const int AlertLength = 2;

    private readonly byte[] _header = new byte[HeaderLength];
    private int _position;
    private int _bodyLeft;
    private bool _began;

    /// <summary>The last alert's description (RFC 8446, 6); null where none passed.</summary>
    internal byte? Description { get; private set; }

    /// <summary>Whether what passed began as no TLS record does (RFC 8446, 5.1).</summary>
    internal bool IsForeign { get; private set; }

    /// <summary>The alert in words; null where none passed.</summary>
    internal string? Words => Description is byte description ? InWords(description) : null;

    /// <summary>An alert in words.</summary>
    internal static string InWords(byte description) => description switch
    {
        0 => "close_notify",
        10 => "unexpected_message",
        20 => "bad_record_mac",
        22 => "record_overflow",
        40 => "handshake_failure: no common cipher or parameters, or a client certificate is wanted",
        42 => "bad_certificate",
        43 => "unsupported_certificate",
        44 => "certificate_revoked",
        45 => "certificate_expired",
        46 => "certificate_unknown",
        47 => "illegal_parameter",
        48 => "unknown_ca",
        49 => "access_denied",
        50 => "decode_error",
        51 => "decrypt_error",
        70 => "protocol_version: no common version of TLS",
        71 => "insufficient_security",
        80 => "internal_error",
        86 => "inappropriate_fallback",
        90 => "user_canceled",
        109 => "missing_extension",
        110 => "unsupported_extension",
        112 => "unrecognized_name: it knows no such server name",
        113 => "bad_certificate_status_response",
        115 => "unknown_psk_identity",
        116 => "certificate_required: it wants a client certificate",
        120 => "no_application_protocol: no common ALPN protocol",
        byte other => $"alert {other}",
    };

    /// <summary>Looks at bytes that pass by, in any pieces.</summary>
    internal void Watch(byte[] data, int offset, int count)
    {
        if (!_began && count > 0)
        {
            _began = true;
            IsForeign = data[offset] is < FirstRecordType or > LastRecordType;
        }

        for (int i = offset; i < offset + count;)
        {
            if (_position < HeaderLength)
            {
                _header[_position++] = data[i++];
                if (_position == HeaderLength)
                {
                    _bodyLeft = (_header[3] << 8) | _header[4];
                    _position = _bodyLeft == 0 ? 0 : _position;
                }

                continue;
            }

            // An alert's body is its level and its description; longer ones are encrypted.
            if (_header[0] == AlertRecord && ((_header[3] << 8) | _header[4]) == AlertLength && _bodyLeft == 1)
            {
                Description = data[i];
            }

            int step = _header[0] == AlertRecord ? 1 : System.Math.Min(_bodyLeft, offset + count - i);
            i += step;
            _bodyLeft -= step;
            _position = _bodyLeft == 0 ? 0 : _position;
        }
    }
}
