BeforeAll {
    Import-Module $PSScriptRoot/../SocketTools.psd1
    Import-Module $PSScriptRoot/Background.psm1, $PSScriptRoot/Program.psm1
    $listener = Start-SocketListener
    $port = $listener.Port
    $dead = Get-FreePort

    # A listener whose queue is full answers no more: the system drops what comes.
    function New-BlackHole {
        $hole = [System.Net.Sockets.Socket]::new('InterNetwork', 'Stream', 'Tcp')
        $hole.Bind([System.Net.IPEndPoint]::new([ipaddress]::Loopback, 0))
        $hole.Listen(0)
        if (-not $IsLinux) {
            while (Test-SocketPort 127.0.0.1 $hole.LocalEndPoint.Port -ConnectTimeoutSec 0.3) { }
            return $hole
        }

        # There TCP_INFO tells how many wait in the queue, and beyond how many nobody is let in.
        $told = [byte[]]::new(104)
        do {
            $null = Test-SocketPort 127.0.0.1 $hole.LocalEndPoint.Port
            $null = $hole.GetRawSocketOption(6, 11, $told)
        } until ([BitConverter]::ToInt32($told, 24) -gt [BitConverter]::ToInt32($told, 28))
        $hole
    }
}

AfterAll {
    Remove-Module SocketTools, Background, Program
}

Describe 'Test-SocketPort' {
    It 'is a Boolean for <Form>' -ForEach @(
        @{ Form = 'host and port by position'; Test = { Test-SocketPort localhost $port } }
        @{ Form = 'host and port by name'; Test = { Test-SocketPort -HostName localhost -Port $port } }
        @{ Form = 'host:port'; Test = { Test-SocketPort "localhost:$port" } }
    ) {
        & $Test | Should -BeExactly $true
        & $Test | Should -BeOfType bool
    }

    It 'is $false for a closed port' {
        Test-SocketPort localhost $dead | Should -BeExactly $false
    }

    It 'is objects for <Form>' -ForEach @(
        @{ Form = 'several ports'; Test = { Test-SocketPort 127.0.0.1 $port, $dead }; Count = 2 }
        @{ Form = 'ports in one string'; Test = { Test-SocketPort 127.0.0.1 "$port,$dead" }; Count = 2 }
        @{ Form = 'a range typed bare'; Test = { Test-SocketPort 127.0.0.1 2-9,11 }; Count = 9 }
        @{ Form = 'a range of numbers'; Test = { Test-SocketPort 127.0.0.1 (2..9) }; Count = 8 }
        @{ Form = 'services'; Test = { Test-SocketPort 127.0.0.1 gopher, finger }; Count = 2 }
        @{ Form = 'several hosts'; Test = { Test-SocketPort localhost, 127.0.0.1 $port }; Count = 2 }
        @{ Form = 'a host from the pipeline'; Test = { 'localhost' | Test-SocketPort -Port $port }; Count = 1 }
        @{ Form = '-Detailed'; Test = { Test-SocketPort localhost $port -Detailed }; Count = 1 }
    ) {
        $tests = @(& $Test)
        $tests.Count | Should -Be $Count
        $tests | Should -BeOfType SocketTools.Probing.PortTest
    }

    It 'takes the host from a property <_>' -ForEach 'HostName', 'ComputerName', 'Cn', 'DnsHostName', 'TargetName' {
        ([pscustomobject] @{ $_ = 'localhost'; Port = $port } | Test-SocketPort).State | Should -Be 'Open'
    }

    It 'takes a connection as its own target' {
        $connection = New-SocketConnection localhost $port
        ($connection | Test-SocketPort).State | Should -Be 'Open'
        Close-SocketConnection $connection
    }

    It 'probes [v6]:port' {
        if (-not [System.Net.Sockets.Socket]::OSSupportsIPv6) {
            Set-ItResult -Skipped -Because 'this machine has no IPv6'
        }

        $v6 = Start-SocketListener -Address ::1
        Test-SocketPort "[::1]:$($v6.Port)" | Should -BeTrue
        Test-SocketPort ::1 $v6.Port -IPv6 | Should -BeTrue
        Stop-SocketListener $v6
    }

    It 'has a row for each that went in, those without an address among them' {
        $rows = 'localhost', 'no.such.invalid', '127.0.0.1' | Test-SocketPort -Port $port, $dead -ConnectTimeoutSec 60 -ErrorAction SilentlyContinue -ErrorVariable told
        $rows | Should -HaveCount 6
        $lost = $rows | Where-Object HostName -EQ 'no.such.invalid'
        $lost.State | Should -Be 'Error', 'Error'
        $lost.Port | Should -Be $port, $dead
        $lost[0].Reason | Should -BeLike "*'no.such.invalid'*"
        @($told | Where-Object FullyQualifiedErrorId -Like 'HostNotFound,*').Count | Should -Be 1
        $csv = $rows | ConvertTo-Csv | ConvertFrom-Csv
        $csv.State | Should -Contain 'Error'
        [datetime] $rows[0].Time | Should -BeGreaterThan ([datetime]::Now.AddMinutes(-1))
        ($rows | Where-Object State -EQ 'Open')[0].LatencyMs | Should -BeGreaterThan 0
    }

    It 'is a Boolean for each with -Quiet' {
        Test-SocketPort localhost $port, $dead -Quiet | Sort-Object | Should -Be $false, $true
    }

    It 'takes the names of Test-Connection and Test-NetConnection' {
        Test-SocketPort -TargetName localhost -TcpPort $port -TimeoutSeconds 60 | Should -BeTrue
        Test-SocketPort -ComputerName localhost -Port $port -TimeoutSec 60 | Should -BeTrue
    }

    # Its verbose text says that it has asked, and asks again: only then does the port open.
    It 'waits until a port opens, and tells at the end what has not' {
        $waiting = Start-Background { param($port) Test-SocketPort 127.0.0.1 $port -WaitSec 60 -Verbose 4>&1 } $dead
        $null = Wait-BackgroundOutput $waiting
        $late = Start-SocketListener $dead
        (Wait-Background $waiting)[-1] | Should -BeTrue
        Stop-SocketListener $late

        $time = [Diagnostics.Stopwatch]::StartNew()
        (Test-SocketPort 127.0.0.1 $dead -WaitSec 0.8 -Detailed).State | Should -Be 'Closed'
        $time.Elapsed.TotalSeconds | Should -BeGreaterThan 0.75
    }

    It 'shows tables' {
        $shown = Test-SocketPort 127.0.0.1 $port, $dead | Sort-Object State | Out-String -Width 120
        $shown | Should -Match '(?m)^HostName +Address +Port +Proto +State +LatencyMs +Reason *$'
        $shown | Should -Match "(?m)^127.0.0.1 +127.0.0.1 +$port +Tcp +Open +\d+\.\d +connected *$"
        $shown | Should -Match "(?m)^127.0.0.1 +127.0.0.1 +$dead +Tcp +Closed +\d+\.\d +connection refused *$"

        $narrow = Test-SocketPort 127.0.0.1, no.such.invalid $port -ConnectTimeoutSec 60 -ErrorAction Ignore | Out-String -Width 80
        $narrow | Should -Match "(?m)^no.such.invalid +$port +Tcp +Error +No address"

        $ping = Test-SocketPort 127.0.0.1 $port -Count 2 -IntervalSec 0.05
        foreach ($width in 80, 200) {
            $shown = ($ping | Out-String -Width $width) -split '\r?\n'
            $shown -match '^HostName +Port +State +Sent +Received +Loss +Minimum +Mean {2,6}Maximum$' | Should -HaveCount 1
            $shown -match "^127.0.0.1 +$port +Open +2 +2 +0% +\d+\.\d ms +\d+\.\d ms +\d+\.\d ms$" | Should -HaveCount 1
        }
    }

    It 'shows progress where it takes long' {
        $hole = New-BlackHole
        $shell = [powershell]::Create()
        $null = $shell.AddScript("Import-Module '$PSScriptRoot/../SocketTools.psd1'; Test-SocketPort 127.0.0.1 $($hole.LocalEndPoint.Port) -ConnectTimeoutSec 1.6").Invoke()
        $shown = $shell.Streams.Progress | Where-Object Activity -EQ 'Test-SocketPort'
        $shown[0].StatusDescription | Should -Be '0 of 1 probes done'
        $shown[-1].RecordType | Should -Be 'Completed'
        $shell.Dispose()
        $hole.Dispose()
    }

    It 'completes ports' {
        $line = 'Test-SocketPort localhost -Port http'
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Contain '443'
    }

    # Another process: the limit is for all of it, and cannot be raised again.
    It 'runs out of nothing where few handles are allowed' {
        if (-not $IsLinux) {
            Set-ItResult -Skipped -Because 'how ulimit bounds the handles of a process is known here for Linux only'
        }

        $hole = New-BlackHole
        $address = "127.0.0.1:$($hole.LocalEndPoint.Port)"
        $script = @"
            Import-Module '$PSScriptRoot/../SocketTools.psd1'
            `$null = Test-SocketPort 127.0.0.1 1, 2
            `$told = [Collections.Generic.List[object]]::new()
            `$known = @('$address') * 600 | Test-SocketPort -ThrottleLimit 600 -ConnectTimeoutSec 0.3 -Verbose 4>&1
            "known: `$((`$known | Where-Object State -EQ Filtered).Count) filtered"
            "told: `$(@(`$known | Where-Object { `$_ -is [System.Management.Automation.VerboseRecord] }).Count)"

            # They run out behind its back: the limit was read before the first host came.
            `$files = [Collections.Generic.List[object]]::new()
            `$found = 1..60 | ForEach-Object {
                if (`$_ -eq 1) {
                    try { while (`$true) { `$files.Add([IO.File]::OpenRead('/dev/null')) } } catch { }
                    1..12 | ForEach-Object { `$files[0].Dispose(); `$files.RemoveAt(0) }
                }
                '$address'
            } | Test-SocketPort -ThrottleLimit 600 -ConnectTimeoutSec 0.3
            `$files | ForEach-Object Dispose
            "unknown: `$((`$found | Where-Object State -EQ Filtered).Count) filtered, `$(`$files.Count -gt 20)"
"@
        Import-Module $PSScriptRoot/Pwsh.psm1
        $pwsh = (Get-PwshCommand | ForEach-Object { "'$_'" }) -join ' '
        Set-Content $TestDrive/few.ps1 $script
        $said = bash -c "ulimit -n 320; $pwsh -NoProfile -NonInteractive -File '$TestDrive/few.ps1'"
        $said | Should -Be 'known: 600 filtered', 'told: 1', 'unknown: 60 filtered, True'
        $hole.Dispose()
    }
}
