BeforeAll {
    Import-Module $PSScriptRoot/../SocketTools.psd1
    Import-Module $PSScriptRoot/Background.psm1
}

AfterAll {
    Remove-Module SocketTools, Background
}

Describe 'Lines' {
    BeforeEach {
        $listener = Start-SocketListener
        $near = New-SocketConnection localhost $listener.Port
        $far = Wait-SocketConnection $listener
    }

    AfterEach {
        Get-SocketConnection | Close-SocketConnection
        Stop-SocketListener $listener
    }

    Context 'sent' {
        It 'by name' {
            Send-SocketLine -Line 'x' -Connection $near
            (Receive-SocketData $far -Count 3) | Should -Be 0x78, 13, 10
        }

        It 'with the connection from the pipeline' {
            $near | Send-SocketLine 'x', 'y'
            Receive-SocketLine $far -Count 2 | Should -Be 'x', 'y'
        }

        It 'with the lines from the pipeline' {
            'x', 'y' | Send-SocketLine -Connection $near
            Receive-SocketLine $far -Count 2 | Should -Be 'x', 'y'
        }

        It 'and passed on once for all lines' {
            'x', 'y' | Send-SocketLine -Connection $near -PassThru | Should -Be $near
            $near | Send-SocketLine 'x', 'y' -PassThru | Should -Be $near
        }

        It 'to each connection of several' {
            $other = New-SocketConnection localhost $listener.Port
            $near, $other | Send-SocketLine 'all' -PassThru | Should -Be @($near, $other)
            $far, (Wait-SocketConnection $listener) | Receive-SocketLine | Should -Be 'all', 'all'
        }

        It 'empty' {
            Send-SocketLine '' -Connection $near
            Receive-SocketLine $far | Should -Be ''
        }

        It 'but not without being given' {
            { $near | Send-SocketLine -ErrorAction Stop } | Should -Throw
            $near.BytesSent | Should -Be 0
        }

        It 'but not with <Name> inside' -ForEach @{ Name = 'CR'; Line = "a`rb" }, @{ Name = 'LF'; Line = "a`nb" }, @{ Name = 'NUL'; Line = "a`0b" } {
            { Send-SocketLine $Line -Connection $near -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidRequest,*'
            $near.BytesSent | Should -Be 0
        }

        It 'behind the new line of the connection' {
            $other = New-SocketConnection localhost $listener.Port -NewLine "`n" | Send-SocketLine 'x' -PassThru
            (Receive-SocketData (Wait-SocketConnection $listener)) | Should -Be 0x78, 10
            $other.NewLine | Should -Be "`n"
        }
    }

    Context 'received' {
        It 'one, unless asked for more' {
            Send-SocketLine '1', '2', '3', '4' -Connection $far
            Receive-SocketLine $near | Should -Be '1'
            $near | Receive-SocketLine -Count 2 | Should -Be '2', '3'
            Receive-SocketLine -Connection $near | Should -Be '4'
        }

        It 'after a question, in one pipeline' {
            Send-SocketLine '220 ready' -Connection $far
            Send-SocketLine '250-one', '250-two', '250 three' -Connection $far

            New-SocketConnection localhost $listener.Port |
                Send-SocketLine 'EHLO me' -PassThru |
                ForEach-Object { Wait-SocketConnection $listener | Send-SocketLine '250-a', '250 b', '250 c' ; $_ } |
                Receive-SocketLine -Until '^\d{3} ' | Should -Be '250-a', '250 b'

            $near | Receive-SocketLine -Until '^\d{3} ' | Should -Be '220 ready'
            $near | Receive-SocketLine -Until '^\d{3} ' | Should -Be '250-one', '250-two', '250 three'
        }

        It 'as they come, before the peer has finished' {
            Send-SocketLine '1' -Connection $far
            $background = Start-Background { param($c) Receive-SocketLine $c -All } $near
            Wait-BackgroundOutput $background | Should -Be '1'
            Send-SocketLine '2' -Connection $far
            Close-SocketConnection $far
            Wait-Background $background | Should -Be '1', '2'
        }

        It 'with LF alone, with another delimiter, and the last one without an end' {
            Send-SocketData "lf`ncrlf`r`na;b;end" -Connection $far
            Close-SocketConnection $far
            Receive-SocketLine $near -Count 2 | Should -Be 'lf', 'crlf'
            Receive-SocketLine $near -Delimiter ';' -All | Should -Be 'a', 'b', 'end'
        }

        It 'in arrays with -ReadCount' {
            1..5 | Send-SocketLine -Connection $far
            Close-SocketConnection $far
            Receive-SocketLine $near -All -ReadCount 2 | ForEach-Object { $_.Count } | Should -Be 2, 2, 1
        }

        It 'and the rest stays for the next step: <Case>' -ForEach @(
            @{ Case = 'Select-Object -First'; First = { Receive-SocketLine $near -All | Select-Object -First 1 } }
            @{ Case = 'break'; First = { foreach ($once in 1) { Receive-SocketLine $near -All | ForEach-Object { $_; break } } } }
            @{ Case = 'throw'; First = { try { Receive-SocketLine $near -All | ForEach-Object { $_; throw 'enough' } } catch { $null = $_ } } }
        ) {
            Send-SocketData "1`nhalf a l" -Connection $far
            & $First | Should -Be '1'
            Send-SocketData "ine`n3`n" -Connection $far
            Receive-SocketLine $near -Count 2 | Should -Be 'half a line', '3'
        }
    }

    Context 'that do not come' {
        It '<Id>: <Case>' -ForEach @(
            @{ Case = 'silence'; Id = 'ReceiveTimeout'; Category = 'OperationTimeout'; Prepare = { }; Parameters = @{ IdleTimeoutSec = 0.1 } }
            @{ Case = 'the whole call took too long'; Id = 'ReceiveTimeout'; Category = 'OperationTimeout'; Prepare = { }; Parameters = @{ TimeoutSec = 0.1 } }
            @{ Case = 'the peer has closed'; Id = 'RemoteClosed'; Category = 'ConnectionError'; Prepare = { Close-SocketConnection $far }; Parameters = @{} }
            @{ Case = 'the peer closed inside a dot block'; Id = 'Truncated'; Category = 'InvalidData'; Prepare = { Send-SocketData 'half' -Connection $far; Close-SocketConnection $far }; Parameters = @{ DotTerminated = $true } }
            @{ Case = 'the line is too long'; Id = 'LimitExceeded'; Category = 'LimitsExceeded'; Prepare = { Send-SocketLine ('x' * 100) -Connection $far }; Parameters = @{ MaxLineLength = 99 } }
        ) {
            & $Prepare
            $problem = try { Receive-SocketLine $near @Parameters -ErrorAction Stop } catch { $_ }

            $problem.FullyQualifiedErrorId | Should -Be "$Id,SocketTools.Commands.ReceiveSocketLineCommand"
            $problem.CategoryInfo.Category | Should -Be $Category
            $problem.TargetObject | Should -Be $near
        }

        It 'are a line where only their end is missing, as <Name>' -ForEach @(
            @{ Name = 'one'; Parameters = @{} }
            @{ Name = 'all'; Parameters = @{ All = $true } }
            @{ Name = 'the one that matches'; Parameters = @{ Until = 'ha' } }
            @{ Name = 'an array'; Parameters = @{ All = $true; ReadCount = 0 } }
        ) {
            Send-SocketData 'half' -Connection $far
            Close-SocketConnection $far
            $told, $line = (Receive-SocketLine $near @Parameters -Verbose -ErrorAction Stop 4>&1).Where({ $_ -is [System.Management.Automation.VerboseRecord] -and "$_" -like '*no end*' }, 'Split')
            ($line | Where-Object { $_ -is [string] -or $_ -is [array] }) | Should -Be 'half'
            $told | Should -HaveCount 1
            { Receive-SocketLine $near -ErrorAction Stop } | Should -Throw -ErrorId 'RemoteClosed,*'
        }

        It 'end the pipeline where all were asked for' {
            Close-SocketConnection $far
            Receive-SocketLine $near -All -ErrorAction Stop | Should -BeNullOrEmpty
        }

        It 'name the clock and the peer' {
            { Receive-SocketLine $near -IdleTimeoutSec 0.1 -ErrorAction Stop } | Should -Throw "*localhost:$($listener.Port)*0.1 s*IdleTimeoutSec*"
        }

        It 'name a parameter with a typing error, and take nothing' {
            Send-SocketLine '1' -Connection $far
            { Receive-SocketLine $near -Untill '^1' } | Should -Throw "*'Untill'*"
            Receive-SocketLine $near | Should -Be '1'
        }

        It 'name a pattern that is none' {
            { Receive-SocketLine $near -Until '(' } | Should -Throw "*'('*regular expression*"
        }
    }
}
