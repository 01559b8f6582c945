BeforeAll {
    Import-Module $PSScriptRoot/../SocketTools.psd1

    # A page as a server of HTTP sends it.
    function Get-Page([string] $Text) {
        "HTTP/1.1 200 OK`r`nContent-Length: $($Text.Length)`r`n`r`n$Text"
    }
}

AfterAll {
    Remove-Module SocketTools
}

Describe 'A mock of a line protocol' {
    BeforeEach {
        $mock = $replay = $relay = $server = @()
    }

    AfterEach {
        Get-SocketConnection | Close-SocketConnection
        $mock | Stop-SocketListener
    }

    It 'greets, answers each line by the first pattern, and tells what was asked' {
        $mock = Start-SocketListener -Greeting '220 hi' -Reply ([ordered]@{
            '^EHLO (\S+)' = '250-hello {1}', '250 HELP'
            '^QUIT'       = '221 bye'
        }) -Default '500 what?'
        $client = New-SocketConnection 127.0.0.1 $mock.Port
        Receive-SocketLine $client | Should -Be '220 hi'
        $client | Send-SocketLine 'ehlo me', 'NOOP', 'QUIT'
        Receive-SocketLine $client -Count 4 | Should -Be '250-hello me', '250 HELP', '500 what?', '221 bye'
        $mock.Requests[0].Lines | Should -Be 'ehlo me', 'NOOP', 'QUIT'
        "$($mock.Requests[0].RemoteEndPoint)" | Should -Be "$($client.LocalEndPoint)"
    }

    It 'takes the mail of curl' {
        $mock = Start-SocketListener -Greeting '220 hi' -Reply ([ordered]@{
            '^EHLO' = '250 hello'; '^(MAIL|RCPT)' = '250 ok'; '^DATA' = '354 go'; '^\.$' = '250 queued'; '^QUIT' = '221 bye'
        }) -Default '500 what?'
        "Subject: x`r`n`r`nQUIT is a word`r`n" | curl -sS "smtp://127.0.0.1:$($mock.Port)" --mail-from a@b --mail-rcpt c@d -T -
        $LASTEXITCODE | Should -Be 0
        $mock.Requests[0].Lines | Should -Contain 'QUIT is a word'
    }

    It 'takes no number for a code that asks for a message' {
        $mock = Start-SocketListener -Reply @{ '^n(\d+)$' = '{1}' }
        $client = New-SocketConnection 127.0.0.1 $mock.Port -ReplyFormat Line -IdleTimeoutSec 60
        Invoke-SocketCommand n3350, n3400, n3545 -Connection $client | ForEach-Object Text | Should -Be '3350', '3400', '3545'
    }

    It 'sends bytes as they are' {
        $mock = Start-SocketListener -Greeting ([byte[]] (1, 2)) -Reply @{ 'x' = [byte[]] (3, 4) }
        $client = New-SocketConnection 127.0.0.1 $mock.Port
        [string] (Receive-SocketData $client -Count 2) | Should -Be '1 2'
        [string] ($client | Send-SocketLine 'x' -PassThru | Receive-SocketData -Count 2) | Should -Be '3 4'
    }

    It 'lets a client send its request to the end that was answered before' {
        [System.IO.File]::WriteAllBytes("$TestDrive/body", [byte[]]::new(5000000))
        $mock = Start-SocketListener -Response (Get-Page 'ok')
        curl -sS -H Expect: --data-binary "@$TestDrive/body" "http://127.0.0.1:$($mock.Port)/" | Should -Be 'ok'
        $LASTEXITCODE | Should -Be 0

        # curl may have its answer before the last bytes have come.
        [System.Threading.SpinWait]::SpinUntil({ $mock.Requests[0].Body.Count -eq 5000000 }, 60000) | Should -BeTrue
    }

    It 'tells requests of HTTP apart' {
        $mock = Start-SocketListener -Response (Get-Page 'ok')
        $null = Invoke-RawHttpRequest "http://127.0.0.1:$($mock.Port)/a?b" -Method POST -Body 'x=1' -Headers @{ 'X-Test' = 'yes' }
        $mock.Requests[0].Method | Should -Be 'POST'
        $mock.Requests[0].Target | Should -Be '/a?b'
        $mock.Requests[0].Headers['x-test'] | Should -Be 'yes'
        $mock.Requests[0].Content | Should -Be 'x=1'
    }

    It 'refuses <What> before it listens' -ForEach @(
        @{ What = 'both kinds of answers'; Start = { Start-SocketListener -Response x -Greeting y } }
        @{ What = 'a pattern that is none'; Start = { Start-SocketListener -Reply @{ '(' = 'x' } } }
        @{ What = 'a script block'; Start = { Start-SocketListener -Reply @{ 'x' = { 'y' } } } }
        @{ What = 'weather for clients that are accepted'; Start = { Start-SocketListener -Latency 1 } }
    ) {
        { $ErrorActionPreference = 'Stop'; & $Start } | Should -Throw -ErrorId 'InvalidRequest*'
    }

    It 'tells a client that waits for a greeting in vain what it waited for' {
        $mock = Start-SocketListener -Reply @{ '.' = '250 yes' } -IdleTimeoutSec 0.3
        $client = New-SocketConnection 127.0.0.1 $mock.Port -ReplyFormat Smtp
        { Invoke-SocketCommand $client 'EHLO me' -ErrorAction Stop } | Should -Throw '*Its greeting has not come whole, and nothing was sent before that.*'
    }

    It 'drops a client that keeps silent' {
        $mock = Start-SocketListener -Greeting 'hi' -IdleTimeoutSec 0.3
        $client = New-SocketConnection 127.0.0.1 $mock.Port
        Receive-SocketLine $client -All -IdleTimeoutSec 20 -ErrorVariable reset -ErrorAction SilentlyContinue | Should -Be 'hi'
        $client.State | Should -BeIn 'RemoteClosed', 'Reset'
    }
}

Describe 'A replay' {
    BeforeEach {
        $mock = $replay = $relay = $server = @()
    }

    AfterEach {
        Get-SocketConnection | Close-SocketConnection
        $replay | Stop-SocketListener
    }

    It 'is the server of the notation, for two clients at once' {
        $replay = Start-SocketReplay @'
S: 220 hi
C~ ^EHLO (\S+)$
S% 250 hello {1}
C: QUIT
S: 221 bye
S* close
'@
        $clients = 1..2 | ForEach-Object { New-SocketConnection 127.0.0.1 $replay.Port }
        $clients | Receive-SocketLine | Should -Be '220 hi', '220 hi'
        $clients | Send-SocketLine 'EHLO me'
        $clients | Receive-SocketLine | Should -Be '250 hello me', '250 hello me'
        $clients | Send-SocketLine 'QUIT'
        $clients | Receive-SocketLine -All | Should -Be '221 bye', '221 bye'
        $replay.Mismatches | Should -BeNullOrEmpty
    }

    It 'tells a client that says something else by the end, and its script by Mismatches' {
        $replay = Start-SocketReplay "S: 220 hi`nC: EHLO me`nS: 250 hello"
        $client = New-SocketConnection 127.0.0.1 $replay.Port
        $client | Send-SocketLine 'HELO me' -PassThru | Receive-SocketLine -All | Should -Be '220 hi'
        $replay.Mismatches.Count | Should -Be 1
        $replay.Mismatches[0].Step | Should -Be 2
        $replay.Mismatches[0].Expected | Should -Be 'C: EHLO me'
        $replay.Mismatches[0].Got | Should -Be 'C: HELO me'
    }

    It 'tells of a client that <What> in the middle' -ForEach @(
        @{ What = 'resets'; Leave = { Close-SocketConnection $args[0] -Abort }; Got = 'a reset'; IdleSec = 60 }
        @{ What = 'ends'; Leave = { Close-SocketConnection $args[0] }; Got = 'the end of the stream'; IdleSec = 60 }
        @{ What = 'keeps silent'; Leave = { Receive-SocketData $args[0] -ToEnd -ErrorAction SilentlyContinue }; Got = 'nothing until the idle timeout'; IdleSec = 0.3 }
    ) {
        $replay = Start-SocketReplay "S: 220 hi`nC: EHLO me`nS: 250 hello" -IdleTimeoutSec $IdleSec
        $client = New-SocketConnection 127.0.0.1 $replay.Port
        Receive-SocketLine $client | Should -Be '220 hi'
        $null = & $Leave $client

        # Nothing signals a mismatch: it is there soon after the client has left.
        [System.Threading.SpinWait]::SpinUntil({ $replay.Mismatches.Count -gt 0 }, 60000) | Should -BeTrue
        $replay.Mismatches[0].Expected | Should -Be 'C: EHLO me'
        $replay.Mismatches[0].Got | Should -Be $Got
    }

    It 'takes a client that has said all for one that kept to it, however it leaves' {
        $replay = Start-SocketReplay "S: 220 hi`nC: QUIT`nS: 221 bye"
        $client = New-SocketConnection 127.0.0.1 $replay.Port
        $client | Send-SocketLine QUIT -PassThru | Receive-SocketLine -Count 2 | Should -Be '220 hi', '221 bye'
        Close-SocketConnection $client -Abort
        $replay.Mismatches | Should -BeNullOrEmpty
    }

    It 'answers redis-cli' {
        $replay = Start-SocketReplay -Order Any @'
C. "*2\r\n$3\r\nGET\r\n$1\r\na\r\n"
S. "$5\r\nhello\r\n"
C. "*2\r\n$3\r\nGET\r\n$1\r\nb\r\n"
S. "$-1\r\n"
'@
        redis-cli -p $replay.Port GET b | Should -BeNullOrEmpty
        redis-cli -p $replay.Port GET a | Should -Be 'hello'
    }

    It 'answers requests of HTTP in any order, by method and target' {
        $replay = Start-SocketReplay -Order Any @'
C. "GET /one HTTP/1.1\r\nHost: a\r\nUser-Agent: browser\r\n\r\n"
S. "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none"
C. "POST /two HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n1"
S. "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nuno"
C. "POST /two HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n2"
S. "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ndue"
'@
        curl -sS "http://127.0.0.1:$($replay.Port)/two" -d 2 | Should -Be 'due'
        curl -sS "http://127.0.0.1:$($replay.Port)/one" | Should -Be 'one'
        curl -sS "http://127.0.0.1:$($replay.Port)/two" -d 1 | Should -Be 'uno'
    }

    It 'takes what the client says in a row for one, in any order, and answers to the whole of it' {
        $replay = Start-SocketReplay -Order Any @'
C~ ^GET /one
C~ ^Host:
C:
S. "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none"
C~ ^GET /two
C~ ^Host:
C:
S. "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ntwo"
'@
        foreach ($page in 'two', 'one') {
            curl -sS "http://127.0.0.1:$($replay.Port)/$page" -H 'User-Agent:' -H 'Accept:' | Should -Be $page
        }
        $replay.Mismatches | Should -BeNullOrEmpty
    }

    It 'begins TLS where the transcript does' {
        $key = [Security.Cryptography.ECDsa]::Create()
        $certificate = [Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=localhost', $key, 'SHA256').CreateSelfSigned([datetime]::Now.AddDays(-1), [datetime]::Now.AddDays(30))
        $replay = Start-SocketReplay -Certificate $certificate @'
S: 220 hi
C~ ^EHLO
S: 250-hello
S: 250 STARTTLS
C: STARTTLS
S: 220 go ahead
* protected tls=1.3
C~ ^EHLO
S: 250 inside
S* close
'@
        $client = New-SocketConnection 127.0.0.1 $replay.Port -StartTls Smtp -SkipCertificateCheck
        $client.Tls.Certificate.Subject | Should -Be 'CN=localhost'
        $client | Send-SocketLine 'EHLO me' -PassThru | Receive-SocketLine | Should -Be '250 inside'
        $replay.Mismatches | Should -BeNullOrEmpty
    }

    It 'takes as long as it took, with -Timing' {
        $replay = Start-SocketReplay -Timing "C: x`n@ 0.400`nS: y"
        $client = New-SocketConnection 127.0.0.1 $replay.Port
        (Measure-Command { $client | Send-SocketLine 'x' -PassThru | Receive-SocketLine }).TotalSeconds | Should -BeGreaterOrEqual 0.4
    }

    It 'is the client, with -HostName, and gives what was said this time' {
        $replay = Start-SocketListener -Greeting '220 hi' -Reply @{ '^EHLO' = '250-new', '250 words'; '^QUIT' = '221 bye' }
        $new = Start-SocketReplay -HostName "127.0.0.1:$($replay.Port)" "S: 220 hello`nC: EHLO me`nS: 250 ok`nC: QUIT`nS: 221 bye"
        $replay.Requests[0].Lines | Should -Be 'EHLO me', 'QUIT'
        "$new" | Should -Match 'S: 250 words'
    }

    It 'is listed with what it does, and with what went wrong there' {
        $replay = Start-SocketReplay "C: a`nS: b"
        $client = New-SocketConnection 127.0.0.1 $replay.Port
        { $client | Send-SocketLine 'x' -PassThru | Receive-SocketLine -ErrorAction Stop } | Should -Throw -ErrorId 'RemoteClosed*'
        $relay = Start-SocketRelay -To 127.0.0.1:1
        $replay, $relay | Out-String | Should -Match '(?s) Does\b.* replays, 1 mismatch\s.* relays to 127\.0\.0\.1:1\s'
    }

    It 'tells <Of> in which line it is, and what stands there' -ForEach @(
        @{ Of = 'another letter'; Text = "S: a`n`nX: b"; Says = "Line 3 *'X: b'*begins with C or S*" }
        @{ Of = 'another mark'; Text = "# a`nS; b"; Says = "Line 2 *behind C or S stands one of*" }
        @{ Of = 'bytes without quotes'; Text = 'S. b'; Says = 'Line 1 *exact bytes stand in quotes*' }
        @{ Of = 'an open quote'; Text = "S: a`nS. `"b"; Says = 'Line 2 *the closing quote is missing*' }
        @{ Of = 'no escape'; Text = 'S. "\q"'; Says = 'Line 1 *an escape is one of \r \n*' }
        @{ Of = 'a pause that is none'; Text = "S: a`n@ soon"; Says = 'Line 2 *a pause is a number of seconds*' }
        @{ Of = 'a pattern that is none'; Text = "# a`nC~ ("; Says = "Line 2 *behind ~ stands a regular expression: *Not enough )'s." }
        @{ Of = 'an end that is none'; Text = "S: a`nS* closed"; Says = "Entry 2 *'S`* closed'*close, half-close or reset*" }
        @{ Of = 'a slip in a single line'; Text = 'X: hi'; Says = "*not the path of a transcript, and not the notation*'C: EHLO me'*" }
        @{ Of = 'a word alone'; Text = 'hello'; Says = '*not the path of a transcript, and not the notation*' }
    ) {
        { Start-SocketReplay $Text -ErrorAction Stop } | Should -Throw "*$Says"
    }

    It 'answers what several connections of a HAR have asked' {
        $har = Join-Path TestDrive: 'page.har'
        'one', 'two' | ForEach-Object {
            [SocketTools.Tracing.SocketTranscript]::Parse("C: GET /$_ HTTP/1.1`nC: Host: a`nC:`nS: HTTP/1.1 200 OK`nS: Content-Length: 3`nS:`nS. `"$_`"`nS* close")
        } | Export-SocketTranscript $har
        $replay = Start-SocketReplay $har -Order Any -WarningVariable warnings
        $warnings | Should -BeNullOrEmpty
        curl -sS "http://127.0.0.1:$($replay.Port)/two" "http://127.0.0.1:$($replay.Port)/one" | Should -Be 'twoone'
        $replay.Mismatches | Should -BeNullOrEmpty
        $null = $har | ConvertTo-SocketScript -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -BeLike '*page.har*holds 2 transcripts, and this is the first*'
    }

    It 'tells what a file lacks' {
        $cut = Join-Path TestDrive: 'cut.pcapng'
        $transcript = [SocketTools.Tracing.SocketTranscript]::Parse("S: hi`nC: x`nS: y")
        $transcript | Export-SocketTranscript $cut
        $file = Get-Item $cut
        [IO.File]::WriteAllBytes($file.FullName, [IO.File]::ReadAllBytes($file.FullName)[0..($file.Length - 20)])
        $replay = Start-SocketReplay $file -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -BeLike '*cut off in the middle*'
    }

    It 'refuses to say a secret that is masked' {
        { Start-SocketReplay -HostName 127.0.0.1:1 "C: AUTH PLAIN ********`nS: 235 ok" -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidRequest*'
    }
}

Describe 'Weather' {
    BeforeAll {
        # An independent end: it tells how many bytes came, and how the stream ended.
        $python = @'
import socket, sys
s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
s.sendall(b"x\r\n")
count, end = 0, "end"
try:
    while data := s.recv(65536):
        count += len(data)
except ConnectionResetError:
    end = "reset"
print(count)
print(end)
'@
    }

    AfterEach {
        $mock | Stop-SocketListener
    }

    It 'cuts behind -CutAfterBytes by <By>' -ForEach @(
        @{ By = 'Close'; End = 'end' }
        @{ By = 'Reset'; End = 'reset' }
    ) {
        $mock = Start-SocketReplay -CutAfterBytes 7 -CutBy $By -Towards Client ("C: x`nS: " + 'y' * 18)
        python3 -c $python $mock.Port | Should -Be 7, $End
    }

    It 'changes while it runs, on a connection that is open' {
        $mock = Start-SocketListener -Greeting 'hi' -Reply @{ 'x' = 'y' }
        $client = New-SocketConnection 127.0.0.1 $mock.Port
        Receive-SocketLine $client | Should -Be 'hi'
        Set-SocketWeather $mock -CutBy Silence -Towards Client
        $client | Send-SocketLine 'x'
        Receive-SocketLine $client -IdleTimeoutSec 0.3 -ErrorAction SilentlyContinue -ErrorVariable silence
        $silence[0].FullyQualifiedErrorId | Should -BeLike 'ReceiveTimeout*'
        Set-SocketWeather $mock -Clear
        $other = New-SocketConnection 127.0.0.1 $mock.Port
        Receive-SocketLine $other | Should -Be 'hi'
        $client, $other | Close-SocketConnection
    }

    It 'meets a connection on which nothing is said, and what is under way: <Weather>' -ForEach @(
        @{ Weather = '-CutBy Reset'; Change = @{ CutBy = 'Reset' }; Fault = 'ConnectionReset*' }
        @{ Weather = '-CutBy Close'; Change = @{ CutBy = 'Close' }; Fault = 'RemoteClosed*' }
        @{ Weather = '-Clear'; Change = @{ Clear = $true }; Fault = $null }
    ) {
        $mock = Start-SocketListener -Greeting 'hi' -Latency 3600
        $client = New-SocketConnection 127.0.0.1 $mock.Port

        # Nothing else shows that the mock has accepted: its greeting is an hour late.
        [System.Threading.SpinWait]::SpinUntil({ $mock.Requests.Count -gt 0 }, 60000) | Should -BeTrue
        Set-SocketWeather $mock @Change
        if ($Fault) {
            { Receive-SocketLine $client -IdleTimeoutSec 60 -ErrorAction Stop } | Should -Throw -ErrorId $Fault
        }
        else {
            Receive-SocketLine $client -IdleTimeoutSec 60 | Should -Be 'hi'
        }
        Close-SocketConnection $client
    }

    It 'is nothing for a listener whose clients are accepted' {
        $mock = Start-SocketListener
        { Set-SocketWeather $mock -Latency 1 -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidRequest*'
    }
}

Describe 'A relay' {
    BeforeEach {
        $mock = $replay = $relay = $server = @()
    }

    AfterEach {
        Get-SocketConnection | Close-SocketConnection
        @($relay) + @($server) | Stop-SocketListener
    }

    It 'passes a dialogue through unchanged, over <Way>' -ForEach @(
        @{ Way = 'TCP'; Arguments = @{} }
        @{ Way = 'a Unix socket'; Arguments = @{ UnixSocket = "$([IO.Path]::GetTempPath())relay-$PID.sock" } }
    ) {
        $server = Start-SocketListener -Greeting '220 hi' -Reply @{ '^EHLO' = '250-a', '250 b' }
        $relay = Start-SocketRelay "127.0.0.1:$($server.Port)" @Arguments
        $client = if ($Arguments.UnixSocket) { New-SocketConnection -UnixSocket $Arguments.UnixSocket -ReplyFormat Smtp } else { New-SocketConnection 127.0.0.1 $relay.Port -ReplyFormat Smtp }
        $reply = Invoke-SocketCommand 'EHLO me' -Connection $client
        $reply.Lines | Should -Be 'a', 'b'
        $relay.Requests[0].Lines | Should -Be 'EHLO me'
    }

    It 'speaks TLS on either side' {
        $key = [Security.Cryptography.ECDsa]::Create()
        $certificate = [Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=localhost', $key, 'SHA256').CreateSelfSigned([datetime]::Now.AddDays(-1), [datetime]::Now.AddDays(30))
        $server = Start-SocketListener -Tls -Certificate $certificate -Response (Get-Page 'hello')
        $relay = Start-SocketRelay "localhost:$($server.Port)" -ListenTls -ListenCertificate $certificate -ToTls -CertificateAuthority $certificate
        (Invoke-RawHttpGet "https://localhost:$($relay.Port)/" -CertificateAuthority $certificate).Content | Should -Be 'hello'
        $relay.Requests[0].Target | Should -Be '/'
    }

    It 'sees into STARTTLS with -FollowStartTls, and what it saw plays' {
        $key = [Security.Cryptography.ECDsa]::Create()
        $certificate = [Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=localhost', $key, 'SHA256').CreateSelfSigned([datetime]::Now.AddDays(-1), [datetime]::Now.AddDays(30))
        $server = Start-SocketReplay -Certificate $certificate "S: 220 hi`nC~ ^EHLO`nS: 250 STARTTLS`nC: STARTTLS`nS: 220 go`n* protected`nC~ ^EHLO`nS: 250 inside`nS* close"
        $relay = Start-SocketRelay "localhost:$($server.Port)" -FollowStartTls -ListenCertificate $certificate -CertificateAuthority $certificate
        $client = New-SocketConnection localhost $relay.Port -StartTls Smtp -CertificateAuthority $certificate
        $client | Send-SocketLine 'EHLO me' -PassThru | Receive-SocketLine -All | Should -Be '250 inside'
        $relay.Transcripts[0].ToNotation() | Should -Match '(?s)S: 220 go.*\* protected tls=.*C: EHLO me.*S: 250 inside'
        $relay.Errors | Should -BeNullOrEmpty

        $replay = Start-SocketReplay $relay.Transcripts[0] -Certificate $certificate
        $client = New-SocketConnection localhost $replay.Port -StartTls Smtp -CertificateAuthority $certificate
        $client | Send-SocketLine 'EHLO me' -PassThru | Receive-SocketLine -All | Should -Be '250 inside'
        Stop-SocketListener $replay
    }

    It 'resets a client whose STARTTLS the server takes with a certificate that is not trusted, and tells why' {
        $key = [Security.Cryptography.ECDsa]::Create()
        $certificate = [Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=localhost', $key, 'SHA256').CreateSelfSigned([datetime]::Now.AddDays(-1), [datetime]::Now.AddDays(30))
        $server = Start-SocketReplay -Certificate $certificate "S: 220 hi`nC~ ^EHLO`nS: 250 STARTTLS`nC: STARTTLS`nS: 220 go`n* protected"
        $relay = Start-SocketRelay "localhost:$($server.Port)" -FollowStartTls -ListenCertificate $certificate
        { New-SocketConnection localhost $relay.Port -StartTls Smtp -CertificateAuthority $certificate -ErrorAction Stop } | Should -Throw -ErrorId 'TlsFailed*'
        $relay.Errors[0].Fault | Should -Be 'CertificateRejected'
    }

    It 'says which port is which, where the server has none' {
        { Start-SocketRelay localhost 8080 -ErrorAction Stop } | Should -Throw "'localhost' has no port: write host:port. The port beside it, -Port, is the one to listen on."
    }

    It 'refuses to follow STARTTLS through an https proxy before it listens' {
        $key = [Security.Cryptography.ECDsa]::Create()
        $certificate = [Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=localhost', $key, 'SHA256').CreateSelfSigned([datetime]::Now.AddDays(-1), [datetime]::Now.AddDays(30))
        { Start-SocketRelay 127.0.0.1:1 -Proxy https://127.0.0.1:3 -FollowStartTls -ListenCertificate $certificate -ErrorAction Stop } | Should -Throw '*does not go through an https proxy*' -ErrorId 'InvalidRequest*'
    }

    It 'resets clients of a server whose certificate it cannot trust, and tells why' {
        $key = [Security.Cryptography.ECDsa]::Create()
        $certificate = [Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=localhost', $key, 'SHA256').CreateSelfSigned([datetime]::Now.AddDays(-1), [datetime]::Now.AddDays(30))
        $server = Start-SocketListener -Tls -Certificate $certificate -Response (Get-Page 'hello')
        $relay = Start-SocketRelay "localhost:$($server.Port)" -ToTls
        { Invoke-RawHttpGet "http://127.0.0.1:$($relay.Port)/" -ErrorAction Stop } | Should -Throw -ErrorId 'ConnectionReset*'
        $relay.Errors[0].Fault | Should -Be 'CertificateRejected'
    }
}

# What a machine under load adds only ever makes things later. So a lower bound holds for each measurement, and an upper one for the least
# disturbed of several: of round trips the shortest, of whole streams the best of a dozen, where the module has time to make up what it was late.
Describe 'Weather, measured by somebody else' {
    BeforeAll {
        $python = @'
import socket, sys, time
port, trips = int(sys.argv[1]), int(sys.argv[2])
s = socket.create_connection(("127.0.0.1", port))
s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
for _ in range(trips):
    start = time.monotonic()
    s.sendall(b"x\r\n")
    s.recv(65536)
    print(time.monotonic() - start)
if trips == 0:
    start = time.monotonic()
    s.sendall(b"x\r\n")
    count = 0
    while True:
        piece = s.recv(65536)
        now = time.monotonic() - start
        if not piece:
            print(now, count, "end")
            break
        count += len(piece)
        print(now, count, "data")
'@
        function Get-RoundTrip($Listener, [int] $Count = 8) {
            python3 -c $python $Listener.Port $Count | ForEach-Object { [double] $_ } | Sort-Object
        }

        # When how many bytes had come, in all.
        function Get-Stream($Listener) {
            python3 -c $python $Listener.Port 0 | ForEach-Object {
                $at, $count, $kind = $_ -split ' '
                [pscustomobject] @{ At = [double] $at; Count = [int] $count; Kind = $kind }
            }
        }

        # The first stream that took no longer than it may; where none of a dozen did, the one that took the shortest time.
        function Get-BestStream($Listener, [double] $Expected) {
            foreach ($try in 1..12) {
                $stream = Get-Stream $Listener
                $best = if ($null -eq $best -or $stream[-1].At -lt $best[-1].At) { $stream } else { $best }
                if ($best[-1].At -le 1.1 * $Expected) {
                    break
                }
            }

            $best
        }
    }

    AfterEach {
        $mock | Stop-SocketListener
    }

    It 'delays each way by -Latency, within 10 %' {
        $mock = Start-SocketListener -Reply @{ x = 'y' }
        $clear = (Get-RoundTrip $mock)[0]
        Set-SocketWeather $mock -Latency 0.15
        $trips = foreach ($try in 1..12) {
            $these = Get-RoundTrip $mock
            $these
            if ($these[0] - $clear -le 0.33) {
                break
            }
        }
        $shortest = ($trips | Sort-Object)[0]
        $shortest | Should -BeGreaterOrEqual 0.3
        $shortest - $clear | Should -BeLessOrEqual 0.33
    }

    It 'varies it by -Jitter, and not further' {
        $mock = Start-SocketListener -Reply @{ x = 'y' } -Towards Client -Latency 0.15 -Jitter 0.1 -Seed 5
        $clear = Start-SocketListener -Reply @{ x = 'y' }
        $trips = Get-RoundTrip $mock 20
        $base = (Get-RoundTrip $clear)[0]
        Stop-SocketListener $clear
        $trips[0] | Should -BeGreaterOrEqual 0.05
        $trips[0] - $base | Should -BeLessThan 0.13
        $trips[-1] | Should -BeGreaterThan 0.17
    }

    It 'lets -BytesPerSec through, within 10 %, and never more' {
        $mock = Start-SocketReplay ("C: x`nS: " + 'y' * 199998 + "`nS* close") -Towards Client -BytesPerSec 100000
        $stream = Get-BestStream $mock 2
        $stream[-1].Count | Should -Be 200000
        $stream[-1].At | Should -BeGreaterOrEqual 2
        $stream[-1].At | Should -BeLessOrEqual 2.2
        $stream.Where({ $_.Count -gt 100000 * $_.At }) | Should -BeNullOrEmpty
    }

    It 'lets a slice of -SliceBytes through each -SliceDelay, within 10 %, and none sooner' {
        $mock = Start-SocketReplay ("C: x`nS: " + 'y' * 1998 + "`nS* close") -Towards Client -SliceBytes 100 -SliceDelay 0.1
        $stream = Get-BestStream $mock 1.9
        $stream[-1].Count | Should -Be 2000
        $stream[-1].At | Should -BeGreaterOrEqual 1.9
        $stream[-1].At | Should -BeLessOrEqual 2.09
        $stream.Where({ $_.Count -gt 100 + 1000 * $_.At }) | Should -BeNullOrEmpty
    }

    It 'closes -CloseSlowly later, within 10 %' {
        $mock = Start-SocketReplay "C: x`nS: y`nS* close" -Towards Client -CloseSlowly 1
        $stream = Get-BestStream $mock 1
        $stream[-1].At | Should -BeGreaterOrEqual 1
        $stream[-1].At | Should -BeLessOrEqual 1.1
    }

    It 'cuts the same connections with the same -Seed, and others with another' {
        $cuts = foreach ($seed in 1, 1, 2) {
            $mock = Start-SocketReplay ("C: x`nS: " + 'y' * 8) -Towards Client -CutAfterBytes 3 -CutBy Close -Chance 0.5 -Seed $seed
            $counts = 1..24 | ForEach-Object {
                $client = New-SocketConnection 127.0.0.1 $mock.Port
                $client | Send-SocketLine x
                $client | Close-SocketConnection -Direction Send
                (Receive-SocketData $client -ToEnd).Count
                Close-SocketConnection $client
            }
            Stop-SocketListener $mock
            "$counts"
        }
        $cuts[0] | Should -Be $cuts[1]
        $cuts[0] | Should -Not -Be $cuts[2]
        $cuts[0] | Should -Match '\b3\b.*\b10\b|\b10\b.*\b3\b'
        $mock = @()
    }
}
