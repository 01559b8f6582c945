# Wait-SocketPattern as users write it.
BeforeAll {
    Import-Module $PSScriptRoot/../SocketTools.psd1
}

AfterAll {
    Remove-Module SocketTools
}

Describe 'Wait-SocketPattern' {
    BeforeEach {
        $listener = Start-SocketListener
        $client = New-SocketConnection 127.0.0.1 $listener.Port
        $server = Wait-SocketConnection $listener
    }

    AfterEach {
        Close-SocketConnection $client, $server
        Stop-SocketListener $listener
    }

    It 'waits for a prompt without a line end' {
        Send-SocketData "Welcome`r`nlogin: " -Connection $server
        (Wait-SocketPattern $client 'login: $').Before.Trim() | Should -Be 'Welcome'
        $client.Available | Should -Be 0
    }

    It 'says which of several it was' {
        Send-SocketData 'Login incorrect' -Connection $server
        switch ((Wait-SocketPattern $client 'incorrect', '\$ $' -TimeoutSec 60).Pattern) {
            'incorrect' { $said = 'wrong password' }
            default { $said = 'logged in' }
        }
        $said | Should -Be 'wrong password'
    }

    It 'does not wait for more than the first match with Select-Object -First' {
        Send-SocketData 'one two' -Connection $server
        ($client, $client | Wait-SocketPattern -Pattern 'o\w+|two' | Select-Object -First 1).Match | Should -Be 'one'
        Receive-SocketData $client -AsText | Should -Be ' two'
    }
}
