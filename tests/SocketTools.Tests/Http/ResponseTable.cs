namespace SocketTools.Tests.Http;

/// <summary>Raw responses and what a recipient makes of them, each with the section that decides it.</summary>
/// <remarks>
/// <para>Three lines a case: the section and a name; the request's method and the bytes; what comes of them. Bytes are written with
/// <c>\r \n \t \0 \\ \xHH</c>, and <c>{x*9}</c> is nine x. The stream ends behind the last byte. Budgets are 400 bytes.</para>
/// <para>What comes is an error id, or a status with its reason; behind semicolons: <c>Name: value</c> for every field but the two that
/// frame the body, <c>body</c>, <c>trailer</c>, <c>interim</c>, <c>version</c> (1.1 where it is not told), <c>left</c> (the bytes that
/// belong to nothing), and <c>spent</c>: no further exchange may use the connection.</para>
/// <para>"Choice" marks what the RFCs leave open: there it is what curl, Go and .NET agree on, and an error where they do not.</para>
/// </remarks>
internal static class ResponseTable
{
    internal const int Budget = 400;

    internal const string Text = """
        # The status line.

        § 9112 4 · version, code, reason
        GET HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok
        = 200 OK; body ok

        § 9112 4 · a reason of several words
        GET HTTP/1.1 404 Not  Here at all\r\nContent-Length: 0\r\n\r\n
        = 404 Not  Here at all

        § 9112 4 · an empty reason
        GET HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n
        = 200

        § 9112 4, choice: all accept · no reason and no space before it
        GET HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n
        = 200

        § 9112 4 · a reason with obs-text and a tab
        GET HTTP/1.1 200 \xdcber\tall\r\nContent-Length: 0\r\n\r\n
        = 200 \xdcber\tall

        § 9112 4 · a reason that begins and ends with a space
        GET HTTP/1.1 200  OK \r\nContent-Length: 0\r\n\r\n
        = 200 \x20OK\x20

        § 9112 4, choice: all accept · a control character in the reason
        GET HTTP/1.1 200 O\x1bK\r\nContent-Length: 0\r\n\r\n
        = 200 O\x1bK

        § 9112 2.2 · NUL in the reason
        GET HTTP/1.1 200 O\0K\r\nContent-Length: 0\r\n\r\n
        = ProtocolViolation

        § 9112 2.2 · a bare CR in the reason
        GET HTTP/1.1 200 O\rK\r\nContent-Length: 0\r\n\r\n
        = ProtocolViolation

        § 9112 4 · HTTP/1.0
        GET HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok
        = 200 OK; version 1.0; body ok; spent

        § 9110 2.5 · a higher minor version is taken as the highest one spoken
        GET HTTP/1.2 200 OK\r\nContent-Length: 2\r\n\r\nok
        = 200 OK; version 1.2; body ok

        § 9110 2.5 · the highest minor version there can be
        GET HTTP/1.9 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n
        = 200 OK; version 1.9; body ok

        § 9110 2.5 · another major version
        GET HTTP/2.0 200 OK\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9110 2.5 · HTTP/0.9 does not say so
        GET HTTP/0.9 200 OK\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9112 2.3 · a version without a minor one
        GET HTTP/2 200 OK\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9112 2.3 · a version of one digit
        GET HTTP/1 200 OK\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9112 2.3 · a minor version of two digits
        GET HTTP/1.10 200 OK\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9112 2.3 · a major version of two digits
        GET HTTP/01.1 200 OK\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9112 2.3 · a comma in the version
        GET HTTP/1,1 200 OK\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9112 2.3 · letters for a version
        GET HTTP/x.y 200 OK\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9112 2.3 · the name is case-sensitive
        GET http/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9112 2.3 · a space inside the version
        GET HTTP/ 1.1 200 OK\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9112 4 · another protocol that looks alike
        GET ICY 200 OK\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9112 4 · RTSP
        GET RTSP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9112 4 · a name that only begins alike
        GET HTTPS/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9112 4, choice: curl and Go accept, .NET refuses · two spaces before the code
        GET HTTP/1.1  200 OK\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9112 4, choice: all refuse · a tab before the code
        GET HTTP/1.1\t200 OK\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9112 4, choice: curl accepts, Go and .NET refuse · a tab behind the code
        GET HTTP/1.1 200\tOK\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9112 4 · no space behind the code
        GET HTTP/1.1 200OK\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9112 4 · a code of two digits
        GET HTTP/1.1 20 OK\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9112 4 · a code of four digits
        GET HTTP/1.1 2000 OK\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9112 4 · a code with a letter
        GET HTTP/1.1 2x0 OK\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9112 4 · a code with a sign
        GET HTTP/1.1 -20 OK\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9112 4 · a code of other digits than ASCII's
        GET HTTP/1.1 20\xb2 OK\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9112 4 · no code
        GET HTTP/1.1\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9112 4 · a reason without a code
        GET HTTP/1.1 OK\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9110 15, choice: curl refuses, Go and .NET accept · a code below 100
        GET HTTP/1.1 099 Low\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9110 15, choice: curl refuses, Go and .NET accept · code 000
        GET HTTP/1.1 000 Nothing\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9110 15 · a code beyond the classes is one that is not known
        GET HTTP/1.1 600 Beyond\r\nContent-Length: 2\r\n\r\nok
        = 600 Beyond; body ok

        § 9110 15 · the highest code
        GET HTTP/1.1 999 Denied\r\nContent-Length: 2\r\n\r\nok
        = 999 Denied; body ok

        § 9110 15 · a code of a known class that nobody has registered
        GET HTTP/1.1 299 Fine\r\nContent-Length: 2\r\n\r\nok
        = 299 Fine; body ok

        # Before the status line.

        § 9112 2.2, choice: all refuse · an empty line before
        GET \r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9112 2.2, choice: all refuse · a bare LF before
        GET \nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9112 4 · a space before
        GET \x20HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9112 4 · a byte order mark before
        GET \xef\xbb\xbfHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9112 4 · NUL before
        GET \0HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9112 4 · the end of another body before
        GET junkHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9110 2.5, choice: all refuse · a page without a header (HTTP/0.9)
        GET <html>hello</html>
        = ProtocolViolation

        § 9112 4 · the greeting of a mail server
        GET 220 mail.example.org ESMTP\r\n
        = ProtocolViolation

        § 9112 4 · a TLS alert
        GET \x15\x03\x01\x00\x02\x02\x46
        = ProtocolViolation

        § 9112 4 · a field where a status line was due
        GET Content-Length: 2\r\n\r\nok
        = ProtocolViolation

        # Line ends.

        § 9112 2.2 · bare LF ends status line and fields
        GET HTTP/1.1 200 OK\nA: 1\nContent-Length: 2\n\nok
        = 200 OK; A: 1; body ok

        § 9112 2.2 · line ends mixed
        GET HTTP/1.1 200 OK\r\nA: 1\nB: 2\r\nContent-Length: 2\n\r\nok
        = 200 OK; A: 1; B: 2; body ok

        § 9112 2.2 · the empty line is a bare LF
        GET HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\nok
        = 200 OK; body ok

        § 9112 2.2 · CR ends no line
        GET HTTP/1.1 200 OK\rContent-Length: 2\r\rok\n\n
        = ProtocolViolation

        § 9112 2.2 · CR CR LF behind the status line
        GET HTTP/1.1 200 OK\r\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9112 2.2 · CR CR LF behind a field
        GET HTTP/1.1 200 OK\r\nContent-Length: 2\r\r\n\r\nok
        = ProtocolViolation

        § 9112 2.2 · a line of CR alone
        GET HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\r\n\r\nok
        = ProtocolViolation

        § 9112 2.2 · a bare CR inside a value
        GET HTTP/1.1 200 OK\r\nA: a\rb\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9112 2.2 · a bare CR that would hide a field
        GET HTTP/1.1 200 OK\r\nA: a\rTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9112 2.2 · a bare CR inside a name
        GET HTTP/1.1 200 OK\r\nA\rB: a\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        # Fields.

        § 9112 5 · no fields at all
        GET HTTP/1.1 200 OK\r\n\r\nok
        = 200 OK; body ok; spent

        § 9110 5.3 · order and case are kept, and a repeated field is not joined
        GET HTTP/1.1 200 OK\r\nb: 1\r\nA: 2\r\nB: 3\r\nContent-Length: 2\r\n\r\nok
        = 200 OK; b: 1; A: 2; B: 3; body ok

        § 9110 5.3 · Set-Cookie is repeated, commas and all
        GET HTTP/1.1 200 OK\r\nSet-Cookie: a=1; Expires=Wed, 09 Jun 2027\r\nSet-Cookie: b=2\r\nContent-Length: 0\r\n\r\n
        = 200 OK; Set-Cookie: a=1\; Expires=Wed, 09 Jun 2027; Set-Cookie: b=2

        § 9110 5.5 · an empty value
        GET HTTP/1.1 200 OK\r\nA:\r\nB: \r\nContent-Length: 2\r\n\r\nok
        = 200 OK; A:; B:; body ok

        § 9112 5 · white space around a value belongs not to it
        GET HTTP/1.1 200 OK\r\nA:1\r\nB: \t 2 \t \r\nContent-Length:\t2\t\r\n\r\nok
        = 200 OK; A: 1; B: 2; body ok

        § 9112 5 · white space inside a value does
        GET HTTP/1.1 200 OK\r\nA: a  b\tc\r\nContent-Length: 2\r\n\r\nok
        = 200 OK; A: a  b\tc; body ok

        § 9112 5 · other white space is no white space
        GET HTTP/1.1 200 OK\r\nA: \x0b\x0ca\xa0\r\nContent-Length: 2\r\n\r\nok
        = 200 OK; A: \x0b\x0ca\xa0; body ok

        § 9110 5.5 · a colon in a value
        GET HTTP/1.1 200 OK\r\nA: b:c\r\nB::\r\nContent-Length: 2\r\n\r\nok
        = 200 OK; A: b:c; B: :; body ok

        § 9110 5.5 · obs-text in a value, byte for byte
        GET HTTP/1.1 200 OK\r\nA: \x80\xff\xc3\xa4\r\nContent-Length: 2\r\n\r\nok
        = 200 OK; A: \x80\xff\xc3\xa4; body ok

        § 9110 5.5, choice: kept · other control characters in a value
        GET HTTP/1.1 200 OK\r\nA: a\x01\x1b[31m\x7f\r\nContent-Length: 2\r\n\r\nok
        = 200 OK; A: a\x01\x1b[31m\x7f; body ok

        § 9110 5.5 · NUL in a value
        GET HTTP/1.1 200 OK\r\nA: a\0b\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9110 5.6.2 · every character that a name may have
        GET HTTP/1.1 200 OK\r\n!#$%&'*+-.^_`|~09azAZ: x\r\nContent-Length: 2\r\n\r\nok
        = 200 OK; !#$%&'*+-.^_`|~09azAZ: x; body ok

        § 9112 5 · no colon
        GET HTTP/1.1 200 OK\r\nA b\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9112 5 · no colon and no space
        GET HTTP/1.1 200 OK\r\nContent-Length\r\n\r\nok
        = ProtocolViolation

        § 9112 5 · no name
        GET HTTP/1.1 200 OK\r\n: a\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9112 5.1, choice: curl and .NET accept, Go refuses · a space before the colon
        GET HTTP/1.1 200 OK\r\nA : a\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9112 5.1, choice: curl and .NET accept, Go refuses · a tab before the colon of a field that frames
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding\t: chunked\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9110 5.1 · a space inside a name
        GET HTTP/1.1 200 OK\r\nA B: a\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9110 5.1 · obs-text in a name
        GET HTTP/1.1 200 OK\r\n\xc4: a\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9110 5.1 · a separator in a name
        GET HTTP/1.1 200 OK\r\nA(b): a\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9110 5.1 · quotes around a name
        GET HTTP/1.1 200 OK\r\n"Content-Length": 5\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9110 5.1 · NUL in a name
        GET HTTP/1.1 200 OK\r\nA\0: a\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9110 5.1 · DEL in a name
        GET HTTP/1.1 200 OK\r\nA\x7f: a\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9110 5.1 · a vertical tab before a name that frames
        GET HTTP/1.1 200 OK\r\n\x0bTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        # Folded fields.

        § 9112 5.2 · a fold is a space
        GET HTTP/1.1 200 OK\r\nA: one\r\n two\r\nContent-Length: 2\r\n\r\nok
        = 200 OK; A: one two; body ok

        § 9112 5.2 · several folds, spaces and tabs
        GET HTTP/1.1 200 OK\r\nA: one \r\n\t two\t\r\n   three\r\nContent-Length: 2\r\n\r\nok
        = 200 OK; A: one two three; body ok

        § 9112 5.2 · a value that begins in its fold
        GET HTTP/1.1 200 OK\r\nA:\r\n one\r\nContent-Length: 2\r\n\r\nok
        = 200 OK; A: one; body ok

        § 9112 5.2 · a fold of white space alone
        GET HTTP/1.1 200 OK\r\nA: one\r\n \t \r\nContent-Length: 2\r\n\r\nok
        = 200 OK; A: one; body ok

        § 9112 5.2 · a fold behind a bare LF
        GET HTTP/1.1 200 OK\nA: one\n two\nContent-Length: 2\n\nok
        = 200 OK; A: one two; body ok

        § 9112 5.2 · a fold that looks like a field is none
        GET HTTP/1.1 200 OK\r\nA: one\r\n Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\nok
        = 200 OK; A: one Transfer-Encoding: chunked; body ok

        § 9112 5.2 · a folded length
        GET HTTP/1.1 200 OK\r\nContent-Length:\r\n 2\r\n\r\nok
        = 200 OK; body ok

        § 9112 5.2 · a length that its fold splits
        GET HTTP/1.1 200 OK\r\nContent-Length: 1\r\n 0\r\n\r\n0123456789
        = ProtocolViolation

        § 9112 5.2 · a folded transfer coding
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding:\r\n\tchunked\r\n\r\n2\r\nok\r\n0\r\n\r\n
        = 200 OK; body ok

        § 9112 2.2 · a fold before the first field
        GET HTTP/1.1 200 OK\r\n A: one\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9112 2.2 · a line of white space before the first field
        GET HTTP/1.1 200 OK\r\n \r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9112 5 · a fold before the colon
        GET HTTP/1.1 200 OK\r\nA\r\n : one\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        # Responses that have no body (9112, 6.3, items 1 and 2).

        § 9112 6.3 · HEAD with a length
        HEAD HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n
        = 200 OK

        § 9112 6.3 · HEAD with chunks announced
        HEAD HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n
        = 200 OK

        § 9112 6.3 · HEAD without a length
        HEAD HTTP/1.1 200 OK\r\nA: 1\r\n\r\n
        = 200 OK; A: 1

        § 9112 6.3 · HEAD answered with a body all the same
        HEAD HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok
        = 200 OK; left ok

        § 9110 9.1 · methods are case-sensitive: head is not HEAD
        head HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok
        = 200 OK; body ok

        § 9112 6.3 · 204
        GET HTTP/1.1 204 No Content\r\n\r\n
        = 204 No Content

        § 9112 6.3 · 204 with a length
        GET HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nok
        = 204 No Content; left ok

        § 9112 6.3 · 204 with chunks announced
        GET HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n
        = 204 No Content; left 2\r\nok\r\n0\r\n\r\n

        § 9112 6.3 · 304 with the length that 200 would have
        GET HTTP/1.1 304 Not Modified\r\nContent-Length: 2\r\nETag: "a"\r\n\r\n
        = 304 Not Modified; ETag: "a"

        § 9112 6.3 · 304 with chunks announced
        GET HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n
        = 304 Not Modified

        § 9112 6.3 · 304 with a length that is no number
        GET HTTP/1.1 304 Not Modified\r\nContent-Length: x\r\n\r\n
        = 304 Not Modified

        § 9112 6.3 · 205 is framed like any other
        GET HTTP/1.1 205 Reset Content\r\nContent-Length: 2\r\n\r\nok
        = 205 Reset Content; body ok

        § 9112 6.3 · a tunnel begins behind the header, lengths ignored
        CONNECT HTTP/1.1 200 Established\r\nContent-Length: 2\r\n\r\ntunnel
        = 200 Established; left tunnel; spent

        § 9112 6.3 · a tunnel ignores chunks too
        CONNECT HTTP/1.1 299 Established\r\nTransfer-Encoding: chunked\r\n\r\ntunnel
        = 299 Established; left tunnel; spent

        § 9112 6.3 · a tunnel that is refused has a body
        CONNECT HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 2\r\n\r\nno
        = 407 Proxy Authentication Required; body no

        § 9110 15.2.2 · 101 ends HTTP on this connection
        GET HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nContent-Length: 2\r\n\r\nother
        = 101 Switching Protocols; Upgrade: x; left other; spent

        # A body with a length.

        § 9112 6.3 · length 0
        GET HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n
        = 200 OK

        § 9112 6.3 · bytes behind the body belong not to it
        GET HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokmore
        = 200 OK; body ok; left more

        § 9112 6.3 · the next response behind the body
        GET HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 404 No\r\n\r\n
        = 200 OK; body ok; left HTTP/1.1 404 No\r\n\r\n

        § 9112 6.3 · a body of any bytes
        GET HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n\0\r\n\r\n\xff\x1a\n
        = 200 OK; body \0\r\n\r\n\xff\x1a\n

        § 9112 8 · a body that is cut off
        GET HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel
        = Truncated; body hel

        § 9112 8 · a body of which nothing comes
        GET HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n
        = Truncated

        § 9110 8.6 · leading zeros
        GET HTTP/1.1 200 OK\r\nContent-Length: 0002\r\n\r\nok
        = 200 OK; body ok

        § 9110 8.6 · many leading zeros
        GET HTTP/1.1 200 OK\r\nContent-Length: {0*40}2\r\n\r\nok
        = 200 OK; body ok

        § 9110 8.6 · the largest length that can be counted
        GET HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807\r\n\r\nok
        = Truncated; body ok

        § 9110 8.6 · one more overflows
        GET HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775808\r\n\r\nok
        = ProtocolViolation

        § 9110 8.6 · a length that would wrap around to 2
        GET HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551618\r\n\r\nok
        = ProtocolViolation

        § 9110 8.6 · a length of a hundred digits
        GET HTTP/1.1 200 OK\r\nContent-Length: {9*100}\r\n\r\nok
        = ProtocolViolation

        § 9112 6.3 · an empty length
        GET HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\nok
        = ProtocolViolation

        § 9112 6.3 · a length of white space
        GET HTTP/1.1 200 OK\r\nContent-Length: \t \r\n\r\nok
        = ProtocolViolation

        § 9112 6.3 · a negative length
        GET HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok
        = ProtocolViolation

        § 9112 6.3 · a length with a sign
        GET HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nok
        = ProtocolViolation

        § 9112 6.3 · a hexadecimal length
        GET HTTP/1.1 200 OK\r\nContent-Length: 0x2\r\n\r\nok
        = ProtocolViolation

        § 9112 6.3 · a length with a fraction
        GET HTTP/1.1 200 OK\r\nContent-Length: 2.0\r\n\r\nok
        = ProtocolViolation

        § 9112 6.3 · a length with an exponent
        GET HTTP/1.1 200 OK\r\nContent-Length: 2e0\r\n\r\nok
        = ProtocolViolation

        § 9112 6.3 · a length with a separator
        GET HTTP/1.1 200 OK\r\nContent-Length: 1_0\r\n\r\n0123456789
        = ProtocolViolation

        § 9112 6.3 · two numbers in one length
        GET HTTP/1.1 200 OK\r\nContent-Length: 2 2\r\n\r\nok
        = ProtocolViolation

        § 9112 6.3 · a unit behind the length
        GET HTTP/1.1 200 OK\r\nContent-Length: 2 bytes\r\n\r\nok
        = ProtocolViolation

        § 9112 6.3 · a parameter behind the length
        GET HTTP/1.1 200 OK\r\nContent-Length: 2;x=y\r\n\r\nok
        = ProtocolViolation

        § 9112 6.3 · quotes around the length
        GET HTTP/1.1 200 OK\r\nContent-Length: "2"\r\n\r\nok
        = ProtocolViolation

        § 9112 6.3 · other digits than ASCII's
        GET HTTP/1.1 200 OK\r\nContent-Length: \xb2\r\n\r\nok
        = ProtocolViolation

        § 9112 6.3 · a vertical tab behind the length
        GET HTTP/1.1 200 OK\r\nContent-Length: 2\x0b\r\n\r\nok
        = ProtocolViolation

        § 9110 8.6, choice: all accept · the same length twice
        GET HTTP/1.1 200 OK\r\nContent-Length: 2\r\ncontent-length: 2\r\n\r\nok
        = 200 OK; body ok

        § 9112 6.3 · two lengths
        GET HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nokx
        = ProtocolViolation

        § 9112 6.3 · two lengths, apart
        GET HTTP/1.1 200 OK\r\nContent-Length: 2\r\nA: 1\r\nContent-Length: 0\r\n\r\nok
        = ProtocolViolation

        § 9112 6.3 · a length and an empty one
        GET HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length:\r\n\r\nok
        = ProtocolViolation

        § 9110 8.6, choice: Go refuses, .NET reads until close · the same length in a list
        GET HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nok
        = ProtocolViolation

        § 9112 6.3 · two lengths in a list
        GET HTTP/1.1 200 OK\r\nContent-Length: 2, 3\r\n\r\nokx
        = ProtocolViolation

        § 9110 8.6, choice: Go refuses · a comma behind the length
        GET HTTP/1.1 200 OK\r\nContent-Length: 2,\r\n\r\nok
        = ProtocolViolation

        § 9112 6.3, choice: budget · a body over its budget
        GET HTTP/1.1 200 OK\r\nContent-Length: 401\r\n\r\n{x*401}
        = LimitExceeded; body {x*400}

        § 9112 6.3 · a body that is just its budget
        GET HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n{x*400}
        = 200 OK; body {x*400}

        # A body until the connection closes.

        § 9112 6.3 · until close
        GET HTTP/1.1 200 OK\r\nA: 1\r\n\r\nhello
        = 200 OK; A: 1; body hello; spent

        § 9112 6.3 · until close, in HTTP/1.0
        GET HTTP/1.0 200 OK\r\n\r\nhello
        = 200 OK; version 1.0; body hello; spent

        § 9112 6.3 · until close, and nothing came
        GET HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n
        = 200 OK; Connection: close; spent

        § 9112 6.3 · what looks like a response in it is its body
        GET HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 404 No\r\n\r\n
        = 200 OK; body HTTP/1.1 404 No\r\n\r\n; spent

        § 9112 6.3 · an error's body too
        GET HTTP/1.1 500 Oops\r\n\r\nsorry
        = 500 Oops; body sorry; spent

        § 9112 6.3, choice: budget · until close, over its budget
        GET HTTP/1.1 200 OK\r\n\r\n{x*401}
        = LimitExceeded; body {x*400}

        # Which transfer codings.

        § 9112 7.1 · chunked
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n
        = 200 OK; body ok

        § 9112 7 · coding names ignore case
        GET HTTP/1.1 200 OK\r\ntransfer-encoding: cHuNkEd\r\n\r\n2\r\nok\r\n0\r\n\r\n
        = 200 OK; body ok

        § 9112 5 · white space around the coding
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: \t chunked \t \r\n\r\n2\r\nok\r\n0\r\n\r\n
        = 200 OK; body ok

        § 9112 6.3 · chunked wins over a length, and the connection is not used again
        GET HTTP/1.1 200 OK\r\nContent-Length: 20\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n
        = 200 OK; body ok; spent

        § 9112 6.3 · chunked wins over a length behind it
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n2\r\nok\r\n0\r\n\r\n
        = 200 OK; body ok; spent

        § 9112 6.3 · chunked wins over a length that is none
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: x\r\n\r\n2\r\nok\r\n0\r\n\r\n
        = 200 OK; body ok; spent

        § 9110 5.6.1 · empty elements of a list are ignored
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: , chunked ,\r\n\r\n2\r\nok\r\n0\r\n\r\n
        = 200 OK; body ok

        § 9110 5.6.1 · an empty field beside the coding is an empty element
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding:\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n
        = 200 OK; body ok

        § 9112 6.1 · chunked twice, in one field
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n
        = ProtocolViolation

        § 9112 6.1 · chunked twice, in two fields
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n
        = ProtocolViolation

        § 9112 6.1 · a coding that nobody asked for
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nok
        = ProtocolViolation

        § 9112 6.1 · one under chunked
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n
        = ProtocolViolation

        § 9112 6.1 · one over chunked
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\n2\r\nok\r\n0\r\n\r\n
        = ProtocolViolation

        § 9112 6.1 · in two fields
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n
        = ProtocolViolation

        § 9112 7, choice: curl and .NET accept, Go refuses · identity, which is no coding any more
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9112 7 · identity with chunked
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: identity, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n
        = ProtocolViolation

        § 9112 7 · a name that ends alike
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9112 7 · a name that begins alike
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunkedx\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9112 7.1 · chunked has no parameters
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked;q=1\r\n\r\n2\r\nok\r\n0\r\n\r\n
        = ProtocolViolation

        § 9112 7 · quotes around the coding
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: "chunked"\r\n\r\n2\r\nok\r\n0\r\n\r\n
        = ProtocolViolation

        § 9112 6.1 · an empty coding
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding:\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9112 6.1 · a vertical tab before the coding
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: \x0bchunked\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9112 6.1 · a coding in HTTP/1.0 makes the framing faulty
        GET HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n
        = ProtocolViolation

        § 9112 6.1 · a coding in HTTP/1.0, with a length
        GET HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 12\r\n\r\n2\r\nok\r\n0\r\n\r\n
        = ProtocolViolation

        # Chunks.

        § 9112 7.1 · several chunks
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n
        = 200 OK; body hello

        § 9112 7.1 · no chunk but the last
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n
        = 200 OK

        § 9112 7.1 · sizes in hexadecimal, either case
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\n0123456789\r\nB\r\n0123456789a\r\n0\r\n\r\n
        = 200 OK; body 01234567890123456789a

        § 9112 7.1 · a size of two digits
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1f\r\n{x*31}\r\n0\r\n\r\n
        = 200 OK; body {x*31}

        § 9112 7.1 · leading zeros of a size
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0002\r\nok\r\n000\r\n\r\n
        = 200 OK; body ok

        § 9112 7.1 · more leading zeros than a number has digits
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{0*20}2\r\nok\r\n0\r\n\r\n
        = 200 OK; body ok

        § 9112 7.1 · line ends inside a chunk are its data
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n0\r\n\r\n\r\n\r\n0\r\n\r\n
        = 200 OK; body 0\r\n\r\n\r\n

        § 9112 7.1 · bytes behind the last chunk belong not to it
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\nmore
        = 200 OK; body ok; left more

        § 9112 7.1.1 · an extension
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a\r\nok\r\n0;b\r\n\r\n
        = 200 OK; body ok

        § 9112 7.1.1 · an extension with a value
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a=b;c=d\r\nok\r\n0\r\n\r\n
        = 200 OK; body ok

        § 9112 7.1.1 · an extension with a quoted value
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a="b;\\"c"\r\nok\r\n0\r\n\r\n
        = 200 OK; body ok

        § 9112 7.1.1 · white space around an extension
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2 ; a = b \t\r\nok\r\n0\r\n\r\n
        = 200 OK; body ok

        § 9112 7.1.1, choice: all accept · an extension without a name
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;\r\nok\r\n0;;\r\n\r\n
        = 200 OK; body ok

        § 9112 7.1, choice: all accept · white space behind the size
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2 \t\r\nok\r\n0 \r\n\r\n
        = 200 OK; body ok

        § 9112 7.1.1 · a bare CR in an extension
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a\rb\r\nok\r\n0\r\n\r\n
        = ProtocolViolation

        § 9112 7.1.1 · a bare LF in an extension
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a\nok\r\n0\r\n\r\n
        = ProtocolViolation

        § 9112 7.1.1 · NUL in an extension
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;\0\r\nok\r\n0\r\n\r\n
        = ProtocolViolation

        § 9112 7.1.1 · an extension over the budget
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;{a*400}\r\nok\r\n0\r\n\r\n
        = LimitExceeded

        § 9112 7.1.1 · many small extensions over the budget together
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;{a*150}\r\na\r\n1;{b*150}\r\nb\r\n1;{c*150}\r\nc\r\n0\r\n\r\n
        = LimitExceeded; body ab

        § 9112 7.1 · no size
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\nok\r\n0\r\n\r\n
        = ProtocolViolation

        § 9112 7.1 · an extension without a size
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n;a\r\n\r\n
        = ProtocolViolation

        § 9112 7.1 · a body that is not chunked at all
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhello\r\n
        = ProtocolViolation

        § 9112 7.1 · a space before the size
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n 2\r\nok\r\n0\r\n\r\n
        = ProtocolViolation

        § 9112 7.1 · a size with a prefix
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x2\r\nok\r\n0\r\n\r\n
        = ProtocolViolation

        § 9112 7.1 · a negative size
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-2\r\nok\r\n0\r\n\r\n
        = ProtocolViolation

        § 9112 7.1 · a negative zero
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n-0\r\n\r\n
        = ProtocolViolation; body ok

        § 9112 7.1 · a size with a sign
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n+2\r\nok\r\n0\r\n\r\n
        = ProtocolViolation

        § 9112 7.1 · a size with a separator
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1_0\r\n{x*16}\r\n0\r\n\r\n
        = ProtocolViolation

        § 9112 7.1 · two sizes
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2 2\r\nok\r\n0\r\n\r\n
        = ProtocolViolation

        § 9112 7.1 · a comma behind the size
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2,a\r\nok\r\n0\r\n\r\n
        = ProtocolViolation

        § 9112 7.1 · a letter that is no digit behind the size
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2g\r\nok\r\n0\r\n\r\n
        = ProtocolViolation

        § 9112 7.1 · a bare LF behind the size
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\nok\r\n0\r\n\r\n
        = ProtocolViolation

        § 9112 7.1 · a bare LF behind the last size
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\n\r\n
        = ProtocolViolation; body ok

        § 9112 7.1 · CR CR LF behind the size
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\r\nok\r\n0\r\n\r\n
        = ProtocolViolation

        § 9112 7.1 · a bare LF behind the data
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\n0\r\n\r\n
        = ProtocolViolation; body ok

        § 9112 7.1 · a bare CR behind the data
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r0\r\n\r\n
        = ProtocolViolation; body ok

        § 9112 7.1 · nothing behind the data
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok0\r\n\r\n
        = ProtocolViolation; body ok

        § 9112 7.1 · a chunk that is longer than its size
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nokay\r\n0\r\n\r\n
        = ProtocolViolation; body ok

        § 9112 7.1 · a chunk that is shorter than its size
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nok\r\n0\r\n\r\n
        = ProtocolViolation; body ok\r

        § 9112 7.1 · an empty line between chunks
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n\r\n0\r\n\r\n
        = ProtocolViolation; body ok

        § 9112 7.1 · the largest size that can be counted
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\nok
        = Truncated; body ok

        § 9112 7.1 · one more overflows
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8000000000000000\r\nok
        = ProtocolViolation

        § 9112 7.1 · a size that would be negative
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nok
        = ProtocolViolation

        § 9112 7.1 · a size that would wrap around to 2
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10000000000000002\r\nok\r\n0\r\n\r\n
        = ProtocolViolation

        § 9112 7.1 · a size that would wrap around 32 bits
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n100000002\r\nok\r\n0\r\n\r\n
        = Truncated; body ok\r\n0\r\n\r\n

        § 9112 7.1 · a size line over the budget
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{0*400}2\r\nok\r\n0\r\n\r\n
        = LimitExceeded

        § 9112 7.1, choice: budget · chunks over the body's budget together
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nc8\r\n{x*200}\r\nc9\r\n{x*201}\r\n0\r\n\r\n
        = LimitExceeded; body {x*400}

        § 9112 8 · cut off inside a size
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n1
        = Truncated; body ok

        § 9112 8 · cut off inside a chunk
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel
        = Truncated; body hel

        § 9112 8 · cut off between two chunks
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n
        = Truncated; body ok

        § 9112 8 · cut off behind the last chunk's size
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n
        = Truncated; body ok

        § 9112 8 · cut off inside the last line end
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r
        = Truncated; body ok

        # Trailers.

        § 9112 7.1.2 · a trailer
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: A\r\n\r\n2\r\nok\r\n0\r\nA: 1\r\n\r\n
        = 200 OK; Trailer: A; body ok; trailer A: 1

        § 9112 7.1.2 · several, repeated, white space around
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: 1\r\na:2\r\nB: \t3\t\r\n\r\nmore
        = 200 OK; trailer A: 1; trailer a: 2; trailer B: 3; left more

        § 9110 6.5.1 · a trailer frames nothing, and is no field
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nContent-Length: 9\r\nTransfer-Encoding: gzip\r\nConnection: close\r\n\r\n
        = 200 OK; body ok; trailer Content-Length: 9; trailer Transfer-Encoding: gzip; trailer Connection: close

        § 9112 5.2 · a folded trailer
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: 1\r\n 2\r\n\r\n
        = 200 OK; trailer A: 1 2

        § 9112 2.2 · bare LF ends trailer lines
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: 1\nB: 2\n\n
        = 200 OK; trailer A: 1; trailer B: 2

        § 9112 5 · a trailer without a colon
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA\r\n\r\n
        = ProtocolViolation

        § 9112 5.1 · a space before a trailer's colon
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA : 1\r\n\r\n
        = ProtocolViolation

        § 9112 2.2 · a trailer section that begins with a fold
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n A: 1\r\n\r\n
        = ProtocolViolation

        § 9110 5.5 · NUL in a trailer
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: \0\r\n\r\n
        = ProtocolViolation

        § 9112 2.2 · a bare CR in a trailer
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: 1\r2\r\n\r\n
        = ProtocolViolation

        § 9112 5 · the next response where trailers were due
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n
        = ProtocolViolation; body ok

        § 9112 7.1.2, choice: budget · trailers over the budget
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nA: {x*400}\r\n\r\n
        = LimitExceeded; body ok

        § 9112 8 · cut off inside the trailers
        GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nA: 1\r\n
        = Truncated; body ok

        # Interim responses.

        § 9110 15.2 · 100 before the final one
        GET HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok
        = 200 OK; interim 100; body ok

        § 8297 2 · 103 with fields of its own
        GET HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 200 OK\r\nA: 1\r\nContent-Length: 2\r\n\r\nok
        = 200 OK; interim 103; A: 1; body ok

        § 9110 15.2 · several
        GET HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nA: 1\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n
        = 204 No Content; interim 100 102 103

        § 9110 15.2 · one that is not known
        GET HTTP/1.1 199 What\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok
        = 200 OK; interim 199; body ok

        § 9112 6.3 · an interim response has no body, whatever it says
        GET HTTP/1.1 100 Continue\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok
        = 200 OK; interim 100; body ok

        § 9112 6.3 · one that has a body all the same
        GET HTTP/1.1 100 Continue\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok
        = ProtocolViolation

        § 9110 15.2 · in HTTP/1.0, which has none
        GET HTTP/1.0 100 Continue\r\n\r\nHTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok
        = 200 OK; interim 100; version 1.0; body ok; spent

        § 9110 15.2 · before a tunnel
        CONNECT HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 Established\r\n\r\ntunnel
        = 200 Established; interim 100; left tunnel; spent

        § 9110 15.2 · before a HEAD's answer
        HEAD HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n
        = 200 OK; interim 103

        § 9110 15.2.2 · 100 before 101
        GET HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 101 Switching Protocols\r\n\r\nother
        = 101 Switching Protocols; interim 100; left other; spent

        § 9112 8 · nothing behind an interim response
        GET HTTP/1.1 100 Continue\r\n\r\n
        = RemoteClosed

        § 9112 8 · cut off behind an interim response
        GET HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 2
        = Truncated

        § 9110 15.2, choice: budget · more interim responses than the header's budget holds
        GET {HTTP/1.1 100 Continue\r\n\r\n*20}HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok
        = LimitExceeded

        # Budgets of the header.

        § 9110 5.4 · a status line over the budget
        GET HTTP/1.1 200 {x*400}\r\n\r\n
        = LimitExceeded

        § 9110 5.4 · a field over the budget
        GET HTTP/1.1 200 OK\r\nA: {x*400}\r\n\r\n
        = LimitExceeded

        § 9110 5.4 · many fields over the budget
        GET HTTP/1.1 200 OK\r\n{A: 1\r\n*80}\r\n
        = LimitExceeded

        § 9110 5.4 · a header that is just its budget
        GET HTTP/1.1 204 No\r\nA: {x*376}\r\n\r\n
        = 204 No; A: {x*376}

        § 9110 5.4 · a header of one byte more
        GET HTTP/1.1 204 No\r\nA: {x*377}\r\n\r\n
        = LimitExceeded

        § 9110 5.4 · a header without an end, over the budget
        GET HTTP/1.1 204 No\r\n{A: {x*50}\r\n*9}
        = LimitExceeded

        # The end of the stream inside the header.

        § 9112 8 · nothing
        GET
        = RemoteClosed

        § 9112 8 · one byte
        GET H
        = Truncated

        § 9112 8 · half a status line
        GET HTTP/1.1 20
        = Truncated

        § 9112 8 · a status line without its end
        GET HTTP/1.1 200 OK
        = Truncated

        § 9112 8 · a status line alone
        GET HTTP/1.1 200 OK\r\n
        = Truncated

        § 9112 8 · half a field
        GET HTTP/1.1 200 OK\r\nContent-Len
        = Truncated

        § 9112 8 · fields without the empty line
        GET HTTP/1.1 200 OK\r\nContent-Length: 0\r\n
        = Truncated

        § 9112 8 · half the empty line
        GET HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r
        = Truncated

        # Whether the connection can go on.

        § 9112 9.6 · close
        GET HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok
        = 200 OK; Connection: close; body ok; spent

        § 9110 7.6.1 · close in another case, in a list
        GET HTTP/1.1 200 OK\r\nconnection: Upgrade,\tCLOSE\r\nContent-Length: 2\r\n\r\nok
        = 200 OK; connection: Upgrade,\tCLOSE; body ok; spent

        § 9110 5.3 · close in the second of two fields
        GET HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok
        = 200 OK; Connection: keep-alive; Connection: close; body ok; spent

        § 9112 9.3 · keep-alive says nothing new
        GET HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok
        = 200 OK; Connection: keep-alive; body ok

        § 9110 7.6.1 · a word that only looks like close
        GET HTTP/1.1 200 OK\r\nConnection: closed\r\nContent-Length: 2\r\n\r\nok
        = 200 OK; Connection: closed; body ok

        § 9112 9.3, choice: not kept · keep-alive in HTTP/1.0
        GET HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok
        = 200 OK; version 1.0; Connection: keep-alive; body ok; spent
        """;
}
