# Small things of every day: single datagrams, questions before closing, lists of listeners, certificates in a table.
BeforeAll {
    Import-Module $PSScriptRoot/../SocketTools.psd1
    Import-Module $PSScriptRoot/Background.psm1, $PSScriptRoot/Program.psm1
}

AfterAll {
    Remove-Module SocketTools, Background, Program
}

Describe 'Datagrams' {
    BeforeEach {
        $listener = Start-SocketListener -Udp
    }

    AfterEach {
        Stop-SocketListener $listener
    }

    It 'sends one without a connection' {
        Send-SocketDatagram 'hello' -HostName 127.0.0.1 -Port $listener.Port
        $came = Receive-SocketDatagram $listener -TimeoutSec 60
        "$came" | Should -BeExactly 'hello'
        $came.Text | Should -BeExactly 'hello'
        $came.Time | Should -BeGreaterThan ([datetime]::Now.AddMinutes(-1))
        Get-SocketConnection | Should -BeNullOrEmpty
    }

    It 'sends several from one socket, in order' {
        'a', 'b', 'c' | Send-SocketDatagram -HostName "127.0.0.1:$($listener.Port)"
        $came = Receive-SocketDatagram $listener -Count 3 -TimeoutSec 60
        $came.Text | Should -Be 'a', 'b', 'c'
        ($came.RemoteEndPoint.Port | Sort-Object -Unique) | Should -HaveCount 1
    }

    It 'takes the connection first, or piped in' {
        $client = New-SocketConnection 127.0.0.1 $listener.Port -Udp
        Send-SocketDatagram $client 'one'
        $client | Send-SocketDatagram 'two'
        'three' | Send-SocketDatagram -Connection $client
        (Receive-SocketDatagram $listener -Count 3 -TimeoutSec 60).Text | Should -Be 'one', 'two', 'three'
        Close-SocketConnection $client
    }

    It 'sends back what came' {
        $client = New-SocketConnection 127.0.0.1 $listener.Port -Udp
        Send-SocketDatagram $client 'echo'
        Receive-SocketDatagram $listener -TimeoutSec 60 | Send-SocketDatagram -Listener $listener
        (Receive-SocketDatagram $client -TimeoutSec 60).Text | Should -BeExactly 'echo'
        Close-SocketConnection $client
    }
}

Describe 'Listeners' {
    It 'are listed until they are stopped' {
        $one = Start-SocketListener
        $two = Start-SocketListener -Udp
        (Get-SocketListener).Id | Should -Be $one.Id, $two.Id
        (Get-SocketListener $two.Id).Port | Should -Be $two.Port
        (Get-SocketListener -Port $one.Port).Id | Should -Be $one.Id
        Stop-SocketListener $one
        { Get-SocketListener $one.Id -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidRequest,*'
        Get-SocketListener | Stop-SocketListener
        Get-SocketListener | Should -BeNullOrEmpty
    }
}

Describe '-WhatIf' {
    It 'closes, stops and sets nothing' {
        $listener = Start-SocketListener
        $client = New-SocketConnection 127.0.0.1 $listener.Port
        Close-SocketConnection $client -WhatIf
        Close-SocketConnection $client -Abort -WhatIf
        Stop-SocketListener $listener -WhatIf
        Set-SocketOption $client KeepAlive $true -WhatIf
        "$($client.State) $($listener.State) $((Get-SocketOption $client KeepAlive).Value)" | Should -Be 'Open Listening False'
        Close-SocketConnection $client
        Stop-SocketListener $listener
    }
}

Describe '-WhatIf, where a file would be overwritten' {
    BeforeAll {
        $web = Start-SocketListener -Response "HTTP/1.1 200 OK`r`nContent-Length: 2`r`n`r`nhi"
        $there = New-Item "$TestDrive/whatif.txt" -Value 'mine'
    }

    AfterAll {
        Stop-SocketListener $web
    }

    It 'writes none, and asks nobody: <_>' -ForEach 'Invoke-RawHttpGet', 'Invoke-RawHttpRequest', 'Get-UriContent' {
        & $_ "http://127.0.0.1:$($web.Port)/" -OutFile $there -WhatIf | Should -BeNullOrEmpty
        Get-Content $there | Should -Be 'mine'
        $web.Accepted | Should -Be 0
    }

    It 'writes none of what is received, and loses nothing' {
        $client = New-SocketConnection 127.0.0.1 $web.Port -Transcript
        Send-SocketLine $client 'GET / HTTP/1.0', ''
        Receive-SocketData $client -OutFile $there -WhatIf
        Receive-SocketLine $client -DotTerminated -OutFile $there -WhatIf
        Receive-RawHttpResponse $client -OutFile $there -WhatIf
        Export-SocketTranscript $there $client -WhatIf
        Get-Content $there | Should -Be 'mine'
        (Receive-RawHttpResponse $client -Method GET).Content | Should -Be 'hi'
        Close-SocketConnection $client
    }

    It 'sends nothing that may change something there: <_>' -ForEach 'DELETE', 'POST', 'PURGE' {
        $before = $web.Accepted
        Invoke-RawHttpRequest "http://127.0.0.1:$($web.Port)/" $_ -WhatIf | Should -BeNullOrEmpty
        $web.Accepted | Should -Be $before
        (Invoke-RawHttpRequest "http://127.0.0.1:$($web.Port)/" -WhatIf).StatusCode | Should -Be 200
    }
}

Describe '-NoClobber' {
    BeforeAll {
        $web = Start-SocketListener -Response "HTTP/1.1 200 OK`r`nContent-Length: 2`r`n`r`nhi"
        $there = New-Item "$TestDrive/there.txt" -Value 'mine'
    }

    AfterAll {
        Stop-SocketListener $web
    }

    It 'leaves a file that is there, and asks nobody: <_>' -ForEach 'Invoke-RawHttpGet', 'Invoke-RawHttpRequest', 'Get-UriContent' {
        { & $_ "http://127.0.0.1:$($web.Port)/" -OutFile $there -NoClobber -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidRequest,*'
        Get-Content $there | Should -Be 'mine'
        $web.Accepted | Should -Be 0
    }

    It 'leaves it to what is received too, and loses nothing' {
        $client = New-SocketConnection 127.0.0.1 $web.Port
        Send-SocketLine $client 'GET / HTTP/1.0', ''
        { Receive-SocketData $client -OutFile $there -NoClobber -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidRequest,*'
        Get-Content $there | Should -Be 'mine'
        Receive-SocketData $client -OutFile "$TestDrive/new.txt" -NoClobber
        Get-Content "$TestDrive/new.txt" | Select-Object -Last 1 | Should -Be 'hi'
        Close-SocketConnection $client
    }
}

Describe 'Certificates' {
    BeforeAll {
        $key = [System.Security.Cryptography.ECDsa]::Create()
        $request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=localhost', $key, 'SHA256')
        $certificate = $request.CreateSelfSigned([datetime]::Now.AddDays(-1), [datetime]::Now.AddDays(20.5))
        $one = Start-SocketListener -Tls -Certificate $certificate -Response ''
        $two = Start-SocketListener -Tls -Certificate $certificate -Response ''
        $reports = Get-SocketCertificate localhost $one.Port, $two.Port -TimeoutSec 60
    }

    AfterAll {
        Stop-SocketListener $one, $two
    }

    It 'come from several ports of a host' {
        $reports.Port | Sort-Object | Should -Be (@($one.Port, $two.Port) | Sort-Object)
    }

    It 'are text in CSV and JSON' {
        $row = $reports[0] | ConvertTo-Csv | ConvertFrom-Csv
        $row.Subject | Should -Be 'CN=localhost'
        $row.Issuer | Should -Be 'CN=localhost'
        $row.Thumbprint | Should -Be $certificate.Thumbprint
        $row.DaysLeft | Should -Be '20'
        $row.Reasons | Should -Be ($reports[0].Reasons -join ', ')
        $row.Names | Should -Be ($reports[0].Names -join ', ')
        $json = $reports[0] | Select-Object HostName, Subject, NotAfter, Reasons | ConvertTo-Json | ConvertFrom-Json
        $json.Reasons | Should -Be $reports[0].Reasons
        $json.NotAfter | Should -BeOfType datetime
    }

    It 'show at 80 columns when they end, whether they are valid, and whose they are' {
        $shown = $reports[0] | Out-String -Width 80
        $shown | Should -Match '(?m)^HostName +Port +DaysLeft +NotAfter +Valid +Subject *$'
        $shown | Should -Match "(?m)^localhost +$($reports[0].Port) +20 +\d{4}-\d\d-\d\d +False +CN=localhost *$"
    }

    It 'end the wait for a server that says nothing with -TimeoutSec' {
        $silent = Start-SocketListener
        { Get-SocketCertificate 127.0.0.1 $silent.Port -TimeoutSec 0.3 -ErrorAction Stop } | Should -Throw '*-TimeoutSec*'
        Stop-SocketListener $silent
    }
}

Describe 'Colours' {
    It 'are there in a terminal and nowhere else' {
        [SocketTools.Formatting.Paint]::State('Open', $PSStyle) | Should -Be "$($PSStyle.Foreground.Green)Open$($PSStyle.Reset)"
        [SocketTools.Formatting.Paint]::Days(-1, $PSStyle) | Should -Be "$($PSStyle.Foreground.Red)-1$($PSStyle.Reset)"
        [SocketTools.Formatting.Paint]::Days(100, $PSStyle) | Should -Be '100'
        [SocketTools.Formatting.Paint]::State('Open', $null) | Should -Be 'Open'
    }
}

Describe 'Trying again' {
    # The first try meets nobody, and says so; only then is somebody there.
    It 'connects once somebody is there' {
        $port = Get-FreePort
        $trying = Start-Background { param($port) New-SocketConnection 127.0.0.1 $port -MaximumRetryCount 600 -RetryIntervalSec 0.1 -Verbose 4>&1 } $port
        $trying.Output.BlockingEnumerator = $true
        foreach ($said in $trying.Output) {
            if ("$said" -match '^Try 1 of 601') { break }
        }

        $late = Start-SocketListener $port
        (Wait-SocketConnection $late -TimeoutSec 60).State | Should -Be 'Open'
        $client = (Wait-Background $trying)[-1]
        $client.State | Should -Be 'Open'
        Close-SocketConnection $client
        Stop-SocketListener $late
    }

    It 'gives up after as many times' {
        $told = New-SocketConnection 127.0.0.1 (Get-FreePort) -MaximumRetryCount 2 -RetryIntervalSec 0.05 -Verbose -ErrorAction SilentlyContinue -ErrorVariable failure 4>&1
        @($told -match '^Try \d of 3').Count | Should -Be 2
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'ConnectFailed,*'
    }
}
