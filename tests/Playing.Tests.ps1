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

    It 'sends bytes as they are' {
        $mock = Start-SocketListener -Greeting ([byte[]] (1, 2)) -Reply @{ 'x' = [byte[]] (3, 4) }
        $client = New-SocketConnection 127.0.0.1 $mock.Port
        [string] (Receive-SocketData $client -Count 2) | Should -Be '1 2'
        [string] ($client | Send-SocketLine 'x' -PassThru | Receive-SocketData -Count 2) | Should -Be '3 4'
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

    It 'refuses to say a secret that is masked' {
        { Start-SocketReplay -HostName 127.0.0.1:1 "C: AUTH PLAIN ********`nS: 235 ok" -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidRequest*'
    }
}

Describe 'Weather' {
    BeforeAll {
        # An independent end: it tells when bytes came, and how many at a time, in milliseconds from its first word.
        $python = @'
import socket, sys, time
s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
s.sendall(b"x\r\n")
start = time.perf_counter()
end = ""
while True:
    try:
        data = s.recv(65536)
    except ConnectionResetError:
        end = "reset"
        break
    if not data:
        end = "end"
        break
    print(round((time.perf_counter() - start) * 1000), len(data))
print(round((time.perf_counter() - start) * 1000), end)
'@
        function Get-Arrival($Listener) {
            python3 -c $python $Listener.Port | ForEach-Object { $at, $what = $_ -split ' '; [pscustomobject]@{ At = [int] $at; What = $what } }
        }
    }

    AfterEach {
        $mock | Stop-SocketListener
    }

    It 'delays by -Latency' {
        $mock = Start-SocketReplay -Latency 0.5 -Towards Client "C: x`nS: y`nS* close"
        (Get-Arrival $mock)[0].At | Should -BeGreaterOrEqual 500
    }

    It 'keeps to -BytesPerSec' {
        $mock = Start-SocketReplay -BytesPerSec 20000 -Towards Client ("C: x`nS: " + 'y' * 20000 + "`nS* close")
        (Get-Arrival $mock)[-1].At | Should -BeGreaterOrEqual 990
    }

    It 'slices by -SliceBytes and -SliceDelay' {
        $mock = Start-SocketReplay -SliceBytes 5 -SliceDelay 0.1 -Towards Client ("C: x`nS: " + 'y' * 18 + "`nS* close")
        (Get-Arrival $mock).What | Should -Be 5, 5, 5, 5, 'end'
    }

    It 'cuts behind -CutAfterBytes by <By>' -ForEach @(
        @{ By = 'Close'; End = 'end' }
        @{ By = 'Reset'; End = 'reset' }
    ) {
        $mock = Start-SocketReplay -CutAfterBytes 7 -CutBy $By -Towards Client ("C: x`nS: " + 'y' * 18)
        (Get-Arrival $mock).What | Should -Be 7, $End
    }

    It 'closes slowly by -CloseSlowly' {
        $mock = Start-SocketReplay -CloseSlowly 0.5 -Towards Client "C: x`nS: y`nS* close"
        $seen = Get-Arrival $mock
        $seen[-1].At - $seen[0].At | Should -BeGreaterOrEqual 450
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
        $relay, $server | Stop-SocketListener
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

    It 'resets clients of a server whose certificate it cannot trust, and tells why' {
        $key = [Security.Cryptography.ECDsa]::Create()
        $certificate = [Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=localhost', $key, 'SHA256').CreateSelfSigned([datetime]::Now.AddDays(-1), [datetime]::Now.AddDays(30))
        $server = Start-SocketListener -Tls -Certificate $certificate -Response (Get-Page 'hello')
        $relay = Start-SocketRelay "localhost:$($server.Port)" -ToTls
        { Invoke-RawHttpGet "http://127.0.0.1:$($relay.Port)/" -ErrorAction Stop } | Should -Throw -ErrorId 'ConnectionReset*'
        $relay.Errors[0].Fault | Should -Be 'CertificateRejected'
    }
}
