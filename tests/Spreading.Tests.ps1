# Results go through jobs, remote sessions and files; runspaces work side by side.
BeforeDiscovery {
    $sshd = Get-Command sshd, /usr/sbin/sshd -CommandType Application -ErrorAction Ignore | Select-Object -First 1
    $canRemote = $PSVersionTable.PSVersion.Major -ge 7 -and -not $IsWindows -and $sshd -and (Get-Command ssh -CommandType Application -ErrorAction Ignore)
}

BeforeAll {
    $module = (Resolve-Path $PSScriptRoot/../SocketTools.psd1).Path
    Import-Module $module
    $key = [System.Security.Cryptography.ECDsa]::Create()
    $request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=localhost', $key, 'SHA256')
    $certificate = $request.CreateSelfSigned([datetime]::Now.AddDays(-1), [datetime]::Now.AddDays(30))
    $web = Start-SocketListener -Response "HTTP/1.1 200 OK`r`nSet-Cookie: a=1`r`nSet-Cookie: b=2`r`nContent-Length: 5`r`n`r`nhello"
    $secure = Start-SocketListener -Tls -Certificate $certificate -Response ''

    # One of each; the ports are the parameters.
    $makeAll = {
        param($module, $web, $secure)
        Import-Module $module
        Test-SocketPort 127.0.0.1 $web -Detailed
        Test-SocketPort 127.0.0.1 $web -Count 2 -IntervalSec 0.05
        Invoke-RawHttpGet "http://127.0.0.1:$web/"
        Get-SocketCertificate localhost $secure
        New-SocketConnection 127.0.0.1 $web | ForEach-Object { $_; Close-SocketConnection $_ }
        Resolve-SocketAddress 127.0.0.1
    }

    function Assert-AllThere([object[]] $Came) {
        $test, $ping, $response, $report, $connection, $address = $Came
        $Came.Count | Should -Be 6

        $test.State -eq 'Open' | Should -BeTrue
        $test.Protocol -eq 'Tcp' | Should -BeTrue
        $test.Address | Should -BeOfType ipaddress
        $test.Latency | Should -BeOfType timespan
        $test.HostName, $test.Port, $test.Service, $test.Reason | Should -Be '127.0.0.1', $web.Port, '', 'connected'
        $test | Out-String -Width 120 | Should -Match "127.0.0.1 +127.0.0.1 +$($web.Port) +Tcp +Open +\d+\.\d +connected"

        $ping.State -eq 'Open' | Should -BeTrue
        $ping.Sent, $ping.Received, $ping.LossPercent | Should -Be 2, 2, 0
        $ping.Minimum -le $ping.Mean -and $ping.Mean -le $ping.Maximum | Should -BeTrue

        $response.StatusCode | Should -Be 200
        $response.Content | Should -Be 'hello'
        [System.Text.Encoding]::ASCII.GetString($response.Body) | Should -Be 'hello'
        ($response.Headers | Where-Object Name -EQ 'set-cookie').Value | Should -Be 'a=1', 'b=2'
        $response.Timing.Total | Should -BeOfType timespan
        $response.RequestUri | Should -Be "http://127.0.0.1:$($web.Port)/"
        "$response" | Should -Be 'HTTP/1.1 200 OK'
        $response | Out-String | Should -BeLike "*HTTP/1.1 200 OK*Set-Cookie: b=2*hello*"
        $response.Timing | Out-String | Should -Match '(?m)^Total +\d+\.\d ms'

        $report.Certificate.Thumbprint | Should -Be $certificate.Thumbprint
        $report.PolicyErrors -eq 'RemoteCertificateChainErrors' | Should -BeTrue
        $report.Reasons | Should -Be 'it is self-signed'
        $report.DaysLeft, $report.IsValid | Should -Be 29, $false
        $report.Chain[0].Subject | Should -Be 'CN=localhost'

        $connection.HostName, $connection.Port | Should -Be '127.0.0.1', $web.Port
        $connection.State -eq 'Open' -or $connection.State -eq 'Closed' | Should -BeTrue
        $address.Address | Should -BeOfType ipaddress
    }

    # The powershell blocks of a page, in order.
    function Get-Block([string] $Page, [int] $Number) {
        [regex]::Matches([System.IO.File]::ReadAllText("$PSScriptRoot/../$Page"), '(?ms)^```ps1\n(?<code>.*?)^```\n')[$Number].Groups['code'].Value
    }
}

AfterAll {
    Remove-Module SocketTools
}

Describe 'Results' {
    It 'come out of a file whole' {
        & $makeAll $module $web.Port $secure.Port | Export-Clixml $TestDrive/all.xml
        Assert-AllThere (Import-Clixml $TestDrive/all.xml)
    }

    It 'come out of Start-Job whole' {
        Assert-AllThere (Start-Job $makeAll -ArgumentList $module, $web.Port, $secure.Port | Receive-Job -Wait -AutoRemoveJob)
    }

    It 'come out of Start-ThreadJob' {
        if (-not (Get-Command Start-ThreadJob -ErrorAction Ignore)) {
            Set-ItResult -Skipped -Because 'Windows PowerShell comes without the module ThreadJob'
        }

        Assert-AllThere (Start-ThreadJob $makeAll -ArgumentList $module, $web.Port, $secure.Port | Receive-Job -Wait -AutoRemoveJob)
    }

    It 'of a command and of a URI come out of a file whole' {
        $listener = Start-SocketListener
        $client = New-SocketConnection 127.0.0.1 $listener.Port -ReplyFormat Smtp
        $server = Wait-SocketConnection $listener
        Send-SocketLine '220 ready', '250-one', '250 two' -Connection $server
        $null = New-Item $TestDrive/folder/file -ItemType File -Value 'four' -Force
        (Invoke-SocketCommand 'NOOP' -Connection $client), (Get-UriContent "http://127.0.0.1:$($web.Port)/"), (Get-UriContent $TestDrive/folder/) |
            Export-Clixml $TestDrive/others.xml
        Close-SocketConnection $client, $server
        Stop-SocketListener $listener
        $reply, $page, $folder = Import-Clixml $TestDrive/others.xml

        $reply.Command, $reply.Code, $reply.IsPositive | Should -Be 'NOOP', 250, $true
        $reply.Lines | Should -Be 'one', 'two'
        $reply.Text | Should -Be "one`ntwo"
        $reply.Elapsed | Should -BeOfType timespan
        $reply.Greeting.Code | Should -Be 220
        $reply | Out-String -Width 80 | Should -Match '(?m)^NOOP +250 +one *\r?\n +two *\r?$'

        $page.Content | Should -Be 'hello'
        [System.Text.Encoding]::ASCII.GetString($page.Bytes) | Should -Be 'hello'
        ($page.Headers | Where-Object Name -EQ 'set-cookie').Value | Should -Be 'a=1', 'b=2'
        $page.Timing.Total | Should -BeOfType timespan
        $folder.Items.Name, $folder.Items.Length, $folder.Items.IsDirectory | Should -Be 'file', 4, $false
    }

    It 'come out of ForEach-Object -Parallel' {
        if ($PSVersionTable.PSVersion.Major -lt 7) {
            Set-ItResult -Skipped -Because 'Windows PowerShell has no ForEach-Object -Parallel'
        }

        $port = $web.Port
        $states = 1..20 | ForEach-Object -Parallel {
            Import-Module $using:module
            Test-SocketPort 127.0.0.1 $using:port -Detailed
            (Invoke-RawHttpGet "http://127.0.0.1:$using:port/").StatusCode
        } -ThrottleLimit 8
        ($states | Where-Object { $_.State -eq 'Open' }).Count | Should -Be 20
        ($states | Where-Object { $_ -eq 200 }).Count | Should -Be 20
    }
}

Describe 'docs/spreading.md' {
    It 'probes from several runspaces' {
        if ($PSVersionTable.PSVersion.Major -lt 7) {
            Set-ItResult -Skipped -Because 'Windows PowerShell has no ForEach-Object -Parallel'
        }

        $code = (Get-Block docs/spreading.md 0) -replace '1\.\.100', '1..8' -replace '20000-20499', '20000-20049'
        $said = & ([scriptblock]::Create($code))
        $said[0] | Should -Be '400 end points were probed.'
        ($said[1..9] -replace '.*: ' | Measure-Object -Sum).Sum | Should -Be 400
    }
}

# Remoting over ssh came with PowerShell 6; on Windows sshd is set up in other ways. Elsewhere it needs the programs.
Describe 'Through ssh, where PowerShell 7, ssh and sshd are there' -Skip:(-not $canRemote) {
    BeforeAll {
        Import-Module $PSScriptRoot/Program.psm1, $PSScriptRoot/Pwsh.psm1
        $sshd = Start-Sshd "$TestDrive/ssh" "Subsystem powershell $(Get-PwshCommand) -sshs -NoLogo -NoProfile"
        $target = @{
            HostName    = '127.0.0.1'
            Port        = $sshd.Port
            UserName    = [Environment]::UserName
            KeyFilePath = $sshd.KeyFilePath
            Options     = $sshd.Options
        }
    }

    AfterAll {
        Stop-Program $sshd.Process
        Remove-Module Program, Pwsh
    }

    It 'results come back whole' {
        Assert-AllThere (Invoke-Command @target -ScriptBlock $makeAll -ArgumentList $module, $web.Port, $secure.Port)
    }

    It 'docs/spreading.md probes from several machines' {
        $code = (Get-Block docs/spreading.md 1) -replace '1\.\.100', '1..8' -replace '20000-20499', '20000-20049' `
            -replace "'SocketTools'", "'$module'" -replace 'New-PSSession -HostName \$machines', '@(1..2 | ForEach-Object { New-PSSession @target })'
        $said = & ([scriptblock]::Create($code))
        $said[0] | Should -Be '400 end points were probed.'
        $said[1] | Should -BeLike '127.0.0.1, *: *'
        ($said[1..9] -replace '.*: ' | Measure-Object -Sum).Sum | Should -Be 400
    }
}
