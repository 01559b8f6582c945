BeforeAll {
    Import-Module $PSScriptRoot/../SocketTools.psd1
    Import-Module $PSScriptRoot/Background.psm1, $PSScriptRoot/Program.psm1
}

AfterAll {
    Remove-Module SocketTools, Background, Program
}

Describe 'A listener' {
    BeforeEach {
        $listener = Start-SocketListener
    }

    AfterEach {
        Stop-SocketListener $listener
        Get-SocketConnection | Close-SocketConnection
    }

    It 'takes a free port and tells it' {
        $listener.Port | Should -BeGreaterThan 0
        "$($listener.LocalEndPoint)" | Should -Be "127.0.0.1:$($listener.Port)"
        $listener.State | Should -Be 'Listening'
    }

    It 'shows a table' {
        $listener | Out-String | Should -Match "(?s) Id +LocalEndPoint +State +Accepted.*\b$($listener.Id) +127\.0\.0\.1:$($listener.Port) +Listening +0 "
    }

    It 'gives each client as a connection: <Form>' -ForEach @(
        @{ Form = 'by position'; Accept = { Wait-SocketConnection $listener } }
        @{ Form = 'by name'; Accept = { Wait-SocketConnection -Listener $listener } }
        @{ Form = 'by id'; Accept = { Wait-SocketConnection $listener.Id } }
        @{ Form = 'from the pipeline'; Accept = { $listener | Wait-SocketConnection } }
    ) {
        $near = New-SocketConnection localhost $listener.Port
        $far = & $Accept

        $near | Send-SocketLine 'hello'
        Receive-SocketLine $far | Should -Be 'hello'
        $listener.Accepted | Should -Be 1
        "$($far.RemoteEndPoint)" | Should -Be "$($near.LocalEndPoint)"
    }

    It 'waits for a client that comes later' {
        $server = Start-Background { param($l) 'waiting'; Wait-SocketConnection $l | Send-SocketLine 'welcome' } $listener
        Wait-BackgroundOutput $server | Should -Be 'waiting'
        New-SocketConnection localhost $listener.Port | Receive-SocketLine | Should -Be 'welcome'
        Wait-Background $server | Should -Be 'waiting'
    }

    It 'passes each of -Count clients on as it comes' {
        $server = Start-Background {
            param($l)
            Wait-SocketConnection $l -Count 2 | ForEach-Object { "served $(Receive-SocketLine $_)"; Close-SocketConnection $_ }
        } $listener
        New-SocketConnection localhost $listener.Port | Send-SocketLine 'one'
        Wait-BackgroundOutput $server | Should -Be 'served one'
        New-SocketConnection localhost $listener.Port | Send-SocketLine 'two'
        Wait-Background $server | Should -Be 'served one', 'served two'
    }

    It 'gives its connections the encoding and the new line that are asked for' {
        $near = New-SocketConnection localhost $listener.Port
        $far = Wait-SocketConnection $listener -Encoding latin1 -NewLine "`n" -IdleTimeoutSec 0.1
        $far | Send-SocketLine 'ø'
        (Receive-SocketData $near -Count 2) | Should -Be 0xF8, 10
        { Receive-SocketLine $far -ErrorAction Stop } | Should -Throw -ErrorId 'ReceiveTimeout,*'
    }

    It 'leaves its connections open when it stops' {
        Stop-SocketListener $listener
        $listener = Start-SocketListener (Get-FreePort)
        $near = New-SocketConnection localhost $listener.Port
        $far = Wait-SocketConnection $listener
        $listener | Stop-SocketListener

        $listener.State | Should -Be 'Stopped'
        $near | Send-SocketLine 'still here'
        Receive-SocketLine $far | Should -Be 'still here'
        { New-SocketConnection localhost $listener.Port -ErrorAction Stop } | Should -Throw -ErrorId 'ConnectFailed,*'
        { Wait-SocketConnection $listener -ErrorAction Stop } | Should -Throw -ErrorId 'ConnectionClosed,*'
    }

    It 'cannot have port <_>' -ForEach 70000, -1 {
        { Start-SocketListener $_ -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidRequest,*'
    }
}

Describe 'A listener with -Response' {
    BeforeAll {
        $listener = Start-SocketListener -Response "hello`r`n"
    }

    AfterAll {
        Stop-SocketListener $listener
    }

    AfterEach {
        Get-SocketConnection | Close-SocketConnection
    }

    It 'answers a blank line' {
        New-SocketConnection localhost $listener.Port | Send-SocketLine 'a', 'b', '' -PassThru | Receive-SocketLine -All | Should -Be 'hello'
    }

    It 'answers who has finished sending' {
        New-SocketConnection localhost $listener.Port |
            Send-SocketLine 'no blank line' -PassThru |
            Close-SocketConnection -Direction Send -PassThru |
            Receive-SocketLine -All | Should -Be 'hello'
    }

    It 'waits until then' {
        $near = New-SocketConnection localhost $listener.Port | Send-SocketLine 'not yet' -PassThru
        { Receive-SocketLine $near -TimeoutSec 0.1 -ErrorAction Stop } | Should -Throw -ErrorId 'ReceiveTimeout,*'
        $near | Send-SocketLine '' -PassThru | Receive-SocketLine -All | Should -Be 'hello'
    }

    It 'answers with bytes' {
        $binary = Start-SocketListener -Response ([byte[]](0, 255, 10))
        $near = New-SocketConnection localhost $binary.Port | Send-SocketLine '' -PassThru
        (Receive-SocketData $near -ToEnd) | Should -Be 0, 255, 10
        Stop-SocketListener $binary
    }

    It 'has no clients to wait for' {
        { Wait-SocketConnection $listener -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidRequest,*'
    }
}
