# What is shown without being asked for: at 80 columns nothing that matters is cut, and what strangers sent commands no terminal.
BeforeAll {
    Import-Module $PSScriptRoot/../SocketTools.psd1

    # As a terminal of 80 columns shows it, colours left out.
    function Get-View {
        [System.Management.Automation.Internal.StringDecorated]::new(($input | Out-String -Width 80)).ToString('PlainText')
    }

    # The words of a view whose cells go on in the next line, put together.
    function Get-Word([string] $View) {
        $View -replace '\s+'
    }
}

AfterAll {
    Get-SocketConnection | Close-SocketConnection
    Get-SocketListener | Stop-SocketListener
    Remove-Module SocketTools
}

Describe 'At 80 columns' {
    It 'no table cuts a cell: <What>' -ForEach @(
        @{ What = 'ports'; Have = { Test-SocketPort 127.0.0.1, a-name-that-is-rather-long.for-a-host.invalid 9 -ErrorAction Ignore } }
        @{ What = 'a ping'; Have = { Test-SocketPort 127.0.0.1 9 -Count 2 -IntervalSec 0 } }
        @{ What = 'connections'; Have = { New-SocketConnection a-name-that-is-rather-long.for-a-host.example.org $there.Port -ConnectTo "127.0.0.1:$($there.Port)" } }
        @{ What = 'listeners'; Have = { Start-SocketRelay 'a-name-that-is-rather-long.for-a-host.example.org:65000' } }
        @{ What = 'addresses'; Have = { Resolve-SocketAddress 0:0:0:0:0:ffff:192.168.100.200, 2001:db8:1234:5678:9abc:def0:1234:5678 } }
        @{ What = 'fields'; Have = { (ConvertFrom-RawHttpResponse "HTTP/1.1 200 OK`r`nContent-Security-Policy-Report-Only: $('default-src; ' * 20)`r`nContent-Length: 0`r`n`r`n").Headers } }
        @{ What = 'entries'; Have = { [SocketTools.Tracing.SocketTranscript]::Parse("C: $('word ' * 50)").Entries } }
        @{ What = 'differences'; Have = { Compare-SocketTranscript "C: $('word ' * 50)" "C: $('other ' * 50)" } }
        @{ What = 'requests'; Have = { $asked.Requests } }
        @{ What = 'datagrams'; Have = { Send-SocketDatagram ('word ' * 39) -HostName 127.0.0.1 -Port $udp.Port; Receive-SocketDatagram $udp -TimeoutSec 60 } }
    ) {
        $there = Start-SocketListener
        $udp = Start-SocketListener -Udp
        $asked = Start-SocketListener -Reply @{ '.' = 'yes' }
        $client = New-SocketConnection 127.0.0.1 $asked.Port
        Send-SocketLine $client ('word ' * 50)
        $null = Receive-SocketLine $client

        $view = & $Have | Get-View
        $view | Should -Not -Match '\S…'
        ($view -split '\r?\n' | Measure-Object Length -Maximum).Maximum | Should -BeIn (20..80)
    }

    It 'the reason of a port is whole' {
        $view = Test-SocketPort 127.0.0.1, no.such.invalid 9 -ConnectTimeoutSec 60 -ErrorAction Ignore | Get-View
        $view | Should -Match '(?m)^127\.0\.0\.1 .* Closed .* connection refused *$'
        $start = ($view -split '\r?\n' -match '^HostName')[0].IndexOf('Reason')
        Get-Word ($view -replace "(?m)^.{0,$start}") | Should -BeLike '*Noaddresswasfound(*).*'
    }
}

Describe 'Listeners' {
    It 'show what is spoken, and what they do' {
        $key = [System.Security.Cryptography.ECDsa]::Create()
        $request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=localhost', $key, 'SHA256')
        $certificate = $request.CreateSelfSigned([datetime]::Now.AddDays(-1), [datetime]::Now.AddDays(1))
        $path = Join-Path ([System.IO.Path]::GetTempPath()) "view$PID.sock"
        $all = (Start-SocketListener), (Start-SocketListener -Udp), (Start-SocketListener -Tls -Certificate $certificate -Greeting hi), (Start-SocketListener -UnixSocket $path)

        $view = $all | Get-View
        $view | Should -Match "(?m)^ *$($all[0].Id) 127\.0\.0\.1:$($all[0].Port) +Listening +0 Tcp +waits *$"
        $view | Should -Match "(?m)^ *$($all[1].Id) 127\.0\.0\.1:$($all[1].Port) +Listening +0 Udp +takes datagrams *$"
        $view | Should -Match "(?m)^ *$($all[2].Id) 127\.0\.0\.1:$($all[2].Port) +Listening +0 Tls +answers *$"
        $view | Should -Match "(?m)^ *$($all[3].Id) \S+ +Listening +0 Unix +waits *$"
        Stop-SocketListener $all
    }

    It 'show no password of a client, in a list too' {
        $mock = Start-SocketListener -Greeting '+OK' -Reply @{ '^PASS' = '+OK' }
        $client = New-SocketConnection 127.0.0.1 $mock.Port
        Send-SocketLine $client 'PASS hunter2'
        $null = Receive-SocketLine $client -Count 2
        $mock | Format-List | Get-View | Should -Not -Match 'hunter2'
        $mock | Get-View | Should -Not -Match 'hunter2'
    }
}

Describe 'What strangers sent' {
    BeforeAll {
        # Clears the screen, rings, and types.
        $evil = "`e[2Jlogin`a: `u{9B}6n"
    }

    It 'is shown without what commands a terminal: <What>' -ForEach @(
        @{ What = 'a match'; Have = { Wait-SocketPattern $client 'log(i).*?n'; Wait-SocketPattern $client ': .*' } }
        @{ What = 'a match in a list'; Have = { Wait-SocketPattern $client '6n' | Format-List } }
        @{ What = 'a request'; Have = { $mock.Requests } }
        @{ What = 'a request in a list'; Have = { $mock.Requests | Format-List } }
        @{ What = 'a listener in a list'; Have = { $mock | Format-List } }
        @{ What = 'entries'; Have = { (Get-SocketTranscript $client).Entries } }
    ) {
        $mock = Start-SocketListener -Greeting "${evil}" -Reply @{ '.' = 'yes' }
        $client = New-SocketConnection 127.0.0.1 $mock.Port -Transcript
        Send-SocketLine $client 'first' -PassThru | Wait-SocketPattern 'yes' | Out-Null
        $client = New-SocketConnection 127.0.0.1 $mock.Port -Transcript
        Send-SocketData "$evil`n" -Connection $client

        # The answer tells that the mock has it.
        $null = Receive-SocketData $client -Count ([System.Text.Encoding]::UTF8.GetByteCount($evil) + 7) -Peek
        $view = & $Have | Out-String -Width 80
        $view | Should -Match '\w'
        [System.Text.RegularExpressions.Regex]::Replace($view, "`e\[[\d;]*m", '') | Should -Not -Match "[\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F]"
    }

    It 'is shown without what commands a terminal, by Redis: <What>' -ForEach @(
        @{ What = 'an error'; Says = "-E`e[2JVIL words`a`r`n" }
        @{ What = 'a status'; Says = "+sta`e[2Jtus`r`n" }
        @{ What = 'a string'; Says = "`$16`r`nna`e[2Jme`u{202E}gpj`rx`r`n" }
        @{ What = 'a list'; Says = "*2`r`n+one`a`r`n*1`r`n-TW`e[2JO`r`n" }
        @{ What = 'a map'; Says = "%1`r`n+k`e[2Jey`r`n+val`aue`r`n" }
    ) {
        $listener = Start-SocketListener
        $client = New-SocketConnection 127.0.0.1 $listener.Port -ReplyFormat Redis
        $server = Wait-SocketConnection $listener
        Send-SocketData $Says -Connection $server
        $reply = Invoke-SocketCommand PING -Connection $client
        $reply | Should -Not -BeNullOrEmpty
        $views = ($reply | Out-String), ($reply | Format-List | Out-String)
        if ($reply.Data -isnot [string] -and $reply.Data -isnot [System.Collections.IEnumerable]) { $views += $reply.Data | Out-String }
        $views | ForEach-Object { [System.Text.RegularExpressions.Regex]::Replace($_, "`e\[[\d;]*m", '') } |
            Should -Not -Match "[\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F\u202E]|\r(?!\n)"
        $client, $server | Close-SocketConnection
        Stop-SocketListener $listener
    }
}

Describe 'What a command emits, as text' {
    It 'is never the name of its type' {
        $core = [SocketTools.Connections.SocketConnection].Assembly
        $seen = [System.Collections.Generic.HashSet[type]]::new()
        $next = [System.Collections.Generic.Queue[type]]::new()
        (Get-Command -Module SocketTools).OutputType.Type.Where({ $_ }).ForEach({ $next.Enqueue($_) })
        while ($next.Count -gt 0) {
            $type = $next.Dequeue()
            if ($type.HasElementType) { $next.Enqueue($type.GetElementType()) }
            $type.GetGenericArguments().ForEach({ $next.Enqueue($_) })
            if ($type.Assembly -eq $core -and $seen.Add($type)) {
                $type.GetProperties().PropertyType.ForEach({ $next.Enqueue($_) })
            }
        }

        $seen.Count | Should -BeGreaterThan 30
        $seen.Where({ $_.IsPublic -and -not $_.IsAbstract -and -not $_.IsEnum -and $_.GetMethod('ToString', [type[]] @()).DeclaringType -in [object], [System.ValueType] }) |
            Should -BeNullOrEmpty
    }

    It 'has the fields of a response in a CSV file' {
        $web = Start-SocketListener -Response "HTTP/1.1 103 Early Hints`r`n`r`nHTTP/1.1 200 OK`r`nA: 1`r`nB: 2`r`nContent-Length: 0`r`n`r`n"
        $row = Invoke-RawHttpGet "http://127.0.0.1:$($web.Port)/" | ConvertTo-Csv | ConvertFrom-Csv
        Stop-SocketListener $web
        $row.Headers | Should -BeExactly "A: 1`nB: 2`nContent-Length: 0"
    }
}

Describe 'A long body in a list' {
    BeforeAll {
        $text = 'x' * 79 + "`n"
        $page = "HTTP/1.1 200 OK`r`nContent-Type: text/plain`r`nContent-Length: 800000`r`n`r`n" + $text * 10000
        $web = Start-SocketListener -Response $page
        $mock = Start-SocketListener -Response "HTTP/1.1 200 OK`r`nContent-Length: 0`r`n`r`n"
        $file = New-Item "$TestDrive/long.txt" -Value ($text * 10000)
        $null = Invoke-RawHttpRequest "http://127.0.0.1:$($mock.Port)/" POST -InFile $file -ContentType text/plain
        $response = Invoke-RawHttpGet "http://127.0.0.1:$($web.Port)/"
        $response | Export-Clixml "$TestDrive/long.xml"
        $shown = @{
            Response   = $response
            Serialized = Import-Clixml "$TestDrive/long.xml"
            Content    = Get-UriContent $file
            Request    = $mock.Requests[0]
        }
    }

    AfterAll {
        Stop-SocketListener $web, $mock
    }

    It 'is cut, and its length told: <_>' -ForEach 'Response', 'Serialized', 'Content', 'Request' {
        $view = $shown[$_] | Format-List | Out-String -Width 120
        $view.Length | Should -BeLessThan 8000
        $view | Should -Match 'Content +: x{79}'
        $view | Should -Match '\[… \d{3},\d{3} (bytes|characters) in all\]'
    }
}

Describe 'Numbers and dates in a table' {
    BeforeAll {
        $listener = Start-SocketListener -Udp
        Send-SocketDatagram 'hello' -HostName 127.0.0.1 -Port $listener.Port
        $mock = Start-SocketListener -Greeting '220 ready'
        $client = New-SocketConnection 127.0.0.1 $mock.Port
        $null = Receive-SocketLine $client
        $key = [System.Security.Cryptography.ECDsa]::Create()
        $request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=localhost', $key, 'SHA256')
        $certificate = $request.CreateSelfSigned([datetime]::Now.AddDays(-1), [datetime]::Now.AddDays(20.5))
        $vault = Start-SocketListener -Tls -Certificate $certificate -Response ''
        $shown = @{
            Datagram    = Receive-SocketDatagram $listener -TimeoutSec 60
            Request     = $mock.Requests
            Certificate = Get-SocketCertificate 127.0.0.1 $vault.Port
            Port        = Test-SocketPort 127.0.0.1 $vault.Port -Detailed
            Ping        = Test-SocketPort 127.0.0.1 $vault.Port -Count 3
            Address     = Resolve-SocketAddress 127.0.0.1
            File        = (Get-UriContent $PSScriptRoot).Items | Select-Object -First 1
            Entry       = [SocketTools.Tracing.SocketTranscript]::Parse("C: EHLO me`n@ 0.250`nS: 250 two").Entries
        }
    }

    AfterAll {
        Close-SocketConnection $client
        Stop-SocketListener $listener, $mock, $vault
    }

    It 'are written alike in every culture: <_>' -ForEach 'Datagram', 'Request', 'Certificate', 'Port', 'Ping', 'Address', 'File', 'Entry' {
        $before = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = ''
            $expected = $shown[$_] | Out-String
            foreach ($culture in 'de-DE', 'fi-FI', 'th-TH', 'ar-SA', 'fa-IR') {
                [cultureinfo]::CurrentCulture = $culture
                $shown[$_] | Out-String | Should -BeExactly $expected -Because $culture
            }
        }
        finally {
            [cultureinfo]::CurrentCulture = $before
        }
    }
}

Describe 'Numbers in a view' {
    It 'are written alike in every culture' {
        $before = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = 'de-DE'
            $transcript = [SocketTools.Tracing.SocketTranscript]::Parse("S. ""$('x' * 5000)""`n" + "C: line`n" * 2000)
            $transcript | Out-String | Should -Match '\(5,005 characters\)[\s\S]*… 1,001 more lines'
        }
        finally {
            [cultureinfo]::CurrentCulture = $before
        }
    }
}

Describe 'A transcript that was serialized' {
    It 'is shown as it was, and is one still' {
        $transcript = [SocketTools.Tracing.SocketTranscript]::Parse("C: EHLO me`nS: 250-one`nS: 250 two`nC* close")
        $transcript | Export-Clixml $TestDrive/transcript.xml
        $back = Import-Clixml $TestDrive/transcript.xml

        $back | Get-View | Should -Be ($transcript | Get-View)
        $back | Get-View | Should -Match '(?m)^S: 250-one$'
        $back.Entries | Get-View | Should -Be ($transcript.Entries | Get-View)
        Compare-SocketTranscript $transcript $back | Should -BeNullOrEmpty
        $back | ConvertTo-SocketScript | Should -Match 'EHLO me'
    }
}
