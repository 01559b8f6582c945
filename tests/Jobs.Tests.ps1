# The 28 jobs that a new user brings, each done in one try with the words of the help alone, against real servers where there are any.
# It reads like the list; how each cmdlet behaves otherwise is told by the other files.
BeforeAll {
    $module = (Resolve-Path $PSScriptRoot/../SocketTools.psd1).Path
    Import-Module $module
    Import-Module $PSScriptRoot/Program.psm1, $PSScriptRoot/Pwsh.psm1
    $started = [System.Collections.Generic.List[System.Diagnostics.Process]]::new()

    function Start-RedisServer {
        $port = Get-FreePort
        $started.Add((Start-Program (Find-Program redis-server) '--port', $port, '--bind', '127.0.0.1', '--save', '', '--dir', $TestDrive -Port $port))
        $port
    }

    # nginx with the server blocks that a job needs, in a folder of its own.
    function Start-Nginx([string] $Server, [int] $Port) {
        $nginx = Find-Program nginx
        $folder = (New-Item "$TestDrive/$(New-Guid)" -ItemType Directory).FullName
        Set-Content "$folder/nginx.conf" @"
            $(if ((id -u) -eq 0) { 'user root;' })
            daemon off; master_process off; pid $folder/pid; error_log stderr;
            events { }
            http {
                access_log off; default_type text/plain;
                client_body_temp_path $folder; proxy_temp_path $folder; fastcgi_temp_path $folder; uwsgi_temp_path $folder; scgi_temp_path $folder;
                $Server
            }
"@
        $started.Add((Start-Program $nginx '-p', $folder, '-e', 'stderr', '-c', "$folder/nginx.conf" -Port $Port))
    }
}

AfterAll {
    Get-SocketConnection | Close-SocketConnection
    Get-SocketListener | Stop-SocketListener
    Stop-Program $started
    Remove-Module SocketTools, Program, Pwsh
}

Describe 'Twenty-eight jobs' {
    It '1. the ports of three hosts, as a CSV file' {
        $port = (Start-SocketListener).Port
        Test-SocketPort 127.0.0.1, localhost, no.such.invalid $port, 9 -ConnectTimeoutSec 60 -ErrorAction SilentlyContinue | Export-Csv $TestDrive/ports.csv

        $rows = Import-Csv $TestDrive/ports.csv
        $rows | Should -HaveCount 6
        @($rows | Where-Object State -EQ 'Open').HostName | Sort-Object | Should -Be '127.0.0.1', 'localhost'
        @($rows | Where-Object State -EQ 'Error').HostName | Sort-Object -Unique | Should -Be 'no.such.invalid'
    }

    It '2. the banner of a server' {
        $null = Find-Program sshd
        $sshd = Start-Sshd $TestDrive/banner
        $started.Add($sshd.Process)
        New-SocketConnection 127.0.0.1 $sshd.Port | Receive-SocketLine | Should -BeLike 'SSH-2.0-OpenSSH*'
    }

    It '3. does this mail server relay for anybody?' {
        $exim = Start-Exim $TestDrive/mail
        $started.Add($exim.Process)
        $c = New-SocketConnection 127.0.0.1 $exim.Port -ReplyFormat Smtp
        $replies = Invoke-SocketCommand $c 'EHLO me', 'MAIL FROM:<a@example.org>', 'RCPT TO:<b@example.com>'
        $replies.IsPositive | Should -Be $true, $true, $false
        $replies[2].Code | Should -Be 550
    }

    It '4. ten certificates by the days they have left' {
        $ports = 1..10 | ForEach-Object { Get-FreePort }
        $servers = foreach ($i in 1..10) {
            $key = [System.Security.Cryptography.ECDsa]::Create()
            $request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=localhost', $key, 'SHA256')
            $certificate = $request.CreateSelfSigned([datetime]::Now.AddDays(-1), [datetime]::Now.AddDays(7 * $i * $i % 110 + 0.5))
            Set-Content "$TestDrive/$i.crt" $certificate.ExportCertificatePem()
            Set-Content "$TestDrive/$i.key" $key.ExportPkcs8PrivateKeyPem()
            "server { listen 127.0.0.1:$($ports[$i - 1]) ssl; ssl_certificate $TestDrive/$i.crt; ssl_certificate_key $TestDrive/$i.key; }"
        }
        Start-Nginx ($servers -join "`n") $ports[-1]

        $shown = Get-SocketCertificate localhost $ports | Sort-Object DaysLeft | Format-Table HostName, Port, DaysLeft | Out-String
        $days = [regex]::Matches($shown, '(?m)^localhost +\d+ +(\d+) *$').ForEach({ [int] $_.Groups[1].Value })
        $days | Should -Be (1..10 | ForEach-Object { 7 * $_ * $_ % 110 } | Sort-Object)
    }

    It '5. wait until a service is there' {
        $redis = Find-Program redis-server
        $port = Get-FreePort
        $started.Add((Start-Program $redis '--port', $port, '--bind', '127.0.0.1', '--save', '', '--dir', $TestDrive))
        Test-SocketPort 127.0.0.1 $port -WaitSec 60 | Should -BeTrue
    }

    It '6. wake a computer: Wake-on-LAN' {
        $asleep = Start-SocketListener -Udp
        $mac = [byte[]] ('00-11-22-33-44-55' -split '-' | ForEach-Object { [Convert]::ToByte($_, 16) })
        Send-SocketDatagram ([byte[]] (@(0xFF) * 6 + $mac * 16)) -HostName 127.0.0.1 -Port $asleep.Port

        [Convert]::ToHexString((Receive-SocketDatagram $asleep -TimeoutSec 60).Data) | Should -Be ('FF' * 6 + '001122334455' * 16)
    }

    It '7. a line to the syslog server' {
        $syslog = Start-SocketListener -Udp
        Send-SocketDatagram '<14>backup: done' -HostName 127.0.0.1 -Port $syslog.Port

        (Receive-SocketDatagram $syslog -TimeoutSec 60).Text | Should -Be '<14>backup: done'
    }

    It '8. one value of the INFO of redis' {
        $c = New-SocketConnection 127.0.0.1 (Start-RedisServer) -ReplyFormat Redis
        $info = (Invoke-SocketCommand $c 'INFO server').Text | ConvertFrom-StringData -Delimiter ':'
        $info.redis_version | Should -Match '^\d+\.\d+'
    }

    It '9. one value of the stats of memcached' {
        $port = Get-FreePort
        $started.Add((Start-Program (Find-Program memcached) '-l', '127.0.0.1', '-p', $port, '-u', ([Environment]::UserName) -Port $port))
        $c = New-SocketConnection 127.0.0.1 $port -ReplyFormat Memcached
        (Invoke-SocketCommand $c 'stats').Lines -match '^STAT curr_items ' | Should -Be 'STAT curr_items 0'
    }

    It '10. an API on a Unix socket' {
        $free = Get-FreePort
        Start-Nginx "server { listen 127.0.0.1:$free; listen unix:$TestDrive/api.sock; location /version { return 200 '{`"ApiVersion`": `"1.41`"}'; } }" $free
        (Invoke-RawHttpGet http://localhost/version -UnixSocket $TestDrive/api.sock).Json().ApiVersion | Should -Be '1.41'
    }

    It '11. a download that broke off goes on' {
        $site = New-Item $TestDrive/site -ItemType Directory
        [System.IO.File]::WriteAllBytes("$site/big", [System.Security.Cryptography.RandomNumberGenerator]::GetBytes(3MB))
        (Get-Item $site/big).LastWriteTime = [datetime]::Now.AddDays(-1)
        $port = Get-FreePort
        Start-Nginx "server { listen 127.0.0.1:$port; root $site; }" $port
        $relay = Start-SocketRelay "127.0.0.1:$port"
        $uri = "http://127.0.0.1:$($relay.Port)/big"

        Set-SocketWeather $relay -CutAfterBytes 1MB
        Invoke-RawHttpGet $uri -OutFile $TestDrive/big -ErrorAction SilentlyContinue -ErrorVariable broken
        $broken[0].FullyQualifiedErrorId | Should -BeLike 'Truncated,*'
        Set-SocketWeather $relay -Clear
        $again = Invoke-RawHttpGet $uri -OutFile $TestDrive/big -Resume
        $again.StatusCode | Should -Be 206
        (Get-FileHash $TestDrive/big).Hash | Should -Be (Get-FileHash $site/big).Hash
    }

    It '12. the header of two servers side by side' {
        $one, $two = (Get-FreePort), (Get-FreePort)
        Start-Nginx "server { listen 127.0.0.1:$one; return 200 'a'; } server { listen 127.0.0.1:$two; server_tokens off; return 404; }" $two
        $answers = Invoke-RawHttpRequest "http://127.0.0.1:$one/", "http://127.0.0.1:$two/" HEAD
        $answers.StatusCode | Should -Be 200, 404
        $answers | ForEach-Object { "$($_.Headers['Server'])" } | Should -BeLike 'nginx*'
        Compare-Object "$($answers[0].Headers['Content-Type'])" "$($answers[1].Headers['Content-Type'])" | Should -Not -BeNullOrEmpty
    }

    It '13. a mock server that curl believes' {
        $curl = Find-Program curl
        $mock = Start-SocketListener -Response "HTTP/1.1 503 Service Unavailable`r`nRetry-After: 5`r`nContent-Length: 0`r`n`r`n"
        & $curl -s -o /dev/null -w '%{http_code} %header{retry-after}' "http://127.0.0.1:$($mock.Port)/health" | Should -Be '503 5'
        $mock.Requests[0].Target | Should -Be '/health'
    }

    It '14. a login to a real telnet server' {
        $telnetd, $socat = (Find-Program telnetd), (Find-Program socat)
        $login = New-Item $TestDrive/login.sh -Value "#!/bin/sh`nprintf 'host7 login: '; read user; printf 'Password: '; read pw; printf 'Welcome %s\n`$ ' `"`$user`"; read line; echo `"ran `$line`"; read end`n"
        chmod +x $login
        $port = Get-FreePort
        $started.Add((Start-Program $socat "TCP-LISTEN:$port,bind=127.0.0.1,reuseaddr,fork", "EXEC:$telnetd -E $login,nofork" -Port $port))

        $c = New-SocketConnection 127.0.0.1 $port -Telnet
        $c.IsTelnet | Should -BeTrue
        $c | Wait-SocketPattern 'login: $' -PassThru | Send-SocketLine 'anna' -PassThru | Wait-SocketPattern 'Password: $' -PassThru | Send-SocketLine 'secret'
        ($c | Wait-SocketPattern '\$ $').Before | Should -BeLike '*Welcome anna*'
    }

    It '15. a file to nc and a file from nc' {
        $ncat = Find-Program ncat
        [System.IO.File]::WriteAllBytes("$TestDrive/there", [System.Security.Cryptography.RandomNumberGenerator]::GetBytes(300KB))
        $hash = (Get-FileHash $TestDrive/there).Hash

        $port = Get-FreePort
        $receiving = Start-Program sh '-c', "exec $ncat -l 127.0.0.1 $port > '$TestDrive/copy'"
        $c = New-SocketConnection 127.0.0.1 $port -MaximumRetryCount 600 -RetryIntervalSec 0.1
        Get-Item $TestDrive/there | Send-SocketData -Connection $c
        Close-SocketConnection $c
        $receiving.WaitForExit()
        (Get-FileHash $TestDrive/copy).Hash | Should -Be $hash

        $listener = Start-SocketListener
        $sending = Start-Program sh '-c', "exec $ncat --send-only 127.0.0.1 $($listener.Port) < '$TestDrive/there'"
        $listener | Wait-SocketConnection | Receive-SocketData -OutFile $TestDrive/back
        (Get-FileHash $TestDrive/back).Hash | Should -Be $hash
        Stop-Program $receiving, $sending
    }

    It '16. a trace of a request: what went, what came' {
        $port = Get-FreePort
        Start-Nginx "server { listen 127.0.0.1:$port; return 302 /login; }" $port
        $told = (Invoke-RawHttpGet "http://127.0.0.1:$port/old" -Verbose 4>&1).Where({ $_ -is [System.Management.Automation.VerboseRecord] }).Message
        $told | Should -Contain '> GET /old HTTP/1.1'
        $told | Should -Contain '< HTTP/1.1 302 Moved Temporarily'
        $told -match '^< Location: http://127\.0\.0\.1.*/login$' | Should -HaveCount 1
    }

    It '17. where a slow site takes its time' {
        $slow = Start-SocketListener -Response "HTTP/1.1 200 OK`r`nContent-Length: 5`r`n`r`nhello"
        Set-SocketWeather $slow -Latency 0.5 -Towards Client
        $timing = (Invoke-RawHttpGet "http://127.0.0.1:$($slow.Port)/").Timing
        $timing.Wait.TotalSeconds | Should -BeGreaterThan 0.25
        $timing | Out-String -Width 80 | Should -Match '(?m)^Wait +\d+'
    }

    It '18. through ssh -D' {
        $null = Find-Program sshd
        $ssh = Find-Program ssh
        $sshd = Start-Sshd $TestDrive/tunnel
        $started.Add($sshd.Process)
        $dynamic = Get-FreePort
        $options = $sshd.Options.GetEnumerator() | ForEach-Object { '-o', "$($_.Key)=$($_.Value)" }
        $started.Add((Start-Program $ssh (@('-N', '-D', "127.0.0.1:$dynamic", '-p', $sshd.Port, '-i', $sshd.KeyFilePath) + $options + '127.0.0.1') -Port $dynamic))
        $web = Start-SocketListener -Response "HTTP/1.1 200 OK`r`nContent-Length: 5`r`n`r`nhello"

        (Invoke-RawHttpGet "http://localhost:$($web.Port)/" -Proxy socks5h://127.0.0.1:$dynamic).Content | Should -Be 'hello'
    }

    It '19. a POST of JSON, with a token' {
        $port = Get-FreePort
        Start-Nginx "server { listen 127.0.0.1:$port; if (`$http_authorization != 'Bearer abc') { return 401; } return 200 '`$request_method `$content_type'; }" $port
        $token = ConvertTo-SecureString abc -AsPlainText -Force
        $answer = Invoke-RawHttpRequest "http://127.0.0.1:$port/items" POST -Body (@{ a = 1 } | ConvertTo-Json) -ContentType application/json -Token $token -AllowUnencryptedAuthentication
        $answer.Content | Should -Be 'POST application/json'
    }

    It '20. tail: lines as a server writes them' {
        $ncat = Find-Program ncat
        Set-Content $TestDrive/log.txt 'one'
        $port = Get-FreePort
        $started.Add((Start-Program $ncat '-l', '-k', '127.0.0.1', $port, '-c', "tail -n +1 -f $TestDrive/log.txt" -Port $port))
        $c = New-SocketConnection 127.0.0.1 $port -IdleTimeoutSec 0
        $c | Receive-SocketLine -All | ForEach-Object {
            $_
            if ($_ -eq 'one') { Add-Content $TestDrive/log.txt 'two', 'three' }
        } | Select-Object -First 3 | Should -Be 'one', 'two', 'three'
    }

    It '21. keep a quiet connection alive' {
        $c = New-SocketConnection 127.0.0.1 (Start-RedisServer)
        $c | Set-SocketOption KeepAlive $true
        ($c | Get-SocketOption KeepAlive).Value | Should -BeTrue
    }

    It '22. the same in ForEach-Object -Parallel' {
        $port = Start-RedisServer
        $states = 1..8 | ForEach-Object -Parallel {
            Import-Module $using:module
            $c = New-SocketConnection 127.0.0.1 $using:port -ReplyFormat Redis
            (Invoke-SocketCommand $c 'PING').Text
            Close-SocketConnection $c
        }
        $states | Should -Be (@('PONG') * 8)
    }

    It '23. in a script with StrictMode' {
        $port = Start-RedisServer
        $said = & {
            Set-StrictMode -Version Latest
            $ErrorActionPreference = 'Stop'
            $c = New-SocketConnection 127.0.0.1 $port -ReplyFormat Redis
            $reply = Invoke-SocketCommand $c 'PING'
            "$($reply.Text) $($reply.Code) $($c.Tls) $((Test-SocketPort 127.0.0.1 $port -Detailed).State)"
            $c, $reply | Format-Table | Out-String | Out-Null
            Close-SocketConnection $c
        }
        $said | Should -Be 'PONG   Open'
    }

    It '24. CSV and JSON that say what the screen says' {
        $port = (Start-SocketListener).Port
        $row = Test-SocketPort 127.0.0.1 $port -Detailed
        ($row | ConvertTo-Csv | ConvertFrom-Csv).State | Should -Be 'Open'
        ($row | ConvertTo-Json | ConvertFrom-Json).State | Should -Be 'Open'
        ($row | Select-Object HostName, Port, State, LatencyMs | ConvertTo-Json | ConvertFrom-Json).LatencyMs | Should -BeGreaterThan 0
    }

    It '25. help, by the name of what one knows' {
        foreach ($known in 'netcat', 'socat') {
            Get-Help $known | Out-String | Should -Match 'Socket' -Because $known
        }
        (Get-Help Test-SocketPort -Examples | Out-String) | Should -Match 'Example 1'
    }

    It '26. Tab' {
        $offered = foreach ($line in 'New-SocketConnection localhost smt', 'Invoke-SocketCommand -ReplyFormat Re', 'Test-SocketPort -Wai', 'Enter-Sock') {
            (TabExpansion2 $line $line.Length).CompletionMatches[0].CompletionText
        }
        $offered | Should -Be '25', 'Redis', '-WaitSec', 'Enter-SocketConnection'
    }

    # From a checkout; from the package: Package.Tests.ps1.
    It '27. install: a new shell that imports it has it' {
        Invoke-Pwsh -WorkingDirectory (Split-Path $module) -Command 'Import-Module ./SocketTools.psd1; $l = Start-SocketListener; Test-SocketPort localhost $l.Port' | Should -Be 'True'
    }

    # A pipe here; in a terminal: Keyboard.Tests.ps1.
    It '28. type to a server' {
        'PING', 'QUIT' | Enter-SocketConnection 127.0.0.1 (Start-RedisServer) | Should -Be '+PONG', '+OK'
    }
}
