BeforeAll {
    Import-Module $PSScriptRoot/../SocketTools.psd1
}

AfterAll {
    Remove-Module SocketTools
}

Describe 'Commands and replies' {
    BeforeEach {
        $listener = Start-SocketListener
        $near = New-SocketConnection localhost $listener.Port -ReplyFormat Smtp
        $far = Wait-SocketConnection $listener
    }

    AfterEach {
        Get-SocketConnection | Close-SocketConnection
        Stop-SocketListener $listener
    }

    It 'asks with the command first, from the pipeline, and with the connection from the pipeline' {
        Send-SocketLine '220 hi', '250 a', '250 b', '250 c', '250 d' -Connection $far
        $replies = @(
            Invoke-SocketCommand 'A' -Connection $near
            'B', 'C' | Invoke-SocketCommand -Connection $near
            $near | Invoke-SocketCommand 'D'
        )
        $replies.Text | Should -Be 'a', 'b', 'c', 'd'
        $replies.Command | Should -Be 'A', 'B', 'C', 'D'
        $replies[0].Greeting.Code | Should -Be 220
        Receive-SocketLine $far -Count 4 | Should -Be 'A', 'B', 'C', 'D'
    }

    It 'refuses two commands by position, of which the engine would keep the last: a value would be run' {
        { Invoke-SocketCommand 'set k 0 0' 'flush_all' -Connection $near -ReplyFormat Memcached } |
            Should -Throw -ErrorId 'InvalidRequest,*' -ExpectedMessage '*-Argument*'
        $near.BytesSent | Should -Be 0
    }

    It 'shows no control characters of the server: <View>' -ForEach @(
        @{ View = 'as it is'; Show = { $args[0] | Out-String } }
        @{ View = 'as a table'; Show = { $args[0] | Format-Table | Out-String } }
        @{ View = 'as a list'; Show = { $args[0] | Format-List | Out-String } }
    ) {
        Send-SocketLine "220 h`ai", "250 a`ab" -Connection $far
        $shown = & $Show (Invoke-SocketCommand NOOP -Connection $near)
        $shown | Should -Match 'a.b'
        $shown | Should -Not -Match "`a"

        Send-SocketLine "x`ay" -Connection $far
        $shown = & $Show (Wait-SocketPattern $near 'x.*y')
        $shown | Should -Match 'x.y'
        $shown | Should -Not -Match "`a"

        $web = Start-SocketListener -Response ok
        $client = New-SocketConnection localhost $web.Port
        Send-SocketLine "p`aq" -Connection $client
        Close-SocketConnection $client -Direction Send
        $null = Receive-SocketData $client -ToEnd
        $shown = & $Show $web.Requests
        Stop-SocketListener $web
        $shown | Should -Match 'p.q'
        $shown | Should -Not -Match "`a"
    }

    It 'shows a table that keeps the secrets' {
        Send-SocketLine '220 hi', '235 in' -Connection $far
        $shown = Invoke-SocketCommand 'AUTH PLAIN AGEAYg==' -Connection $near | Out-String
        $shown | Should -Match 'AUTH PLAIN \*\*\*\s+235\s+in'
        $shown | Should -Not -Match 'AGEAYg'
    }

    It 'has a SecureString for the last argument' {
        Send-SocketLine '+OK hi', '+OK' -Connection $far
        $reply = Invoke-SocketCommand PASS -SecureArgument (ConvertTo-SecureString 'open sesame' -AsPlainText -Force) -Connection $near -ReplyFormat Pop3
        $reply.Command | Should -Be 'PASS ***'
        Receive-SocketLine $far | Should -Be 'PASS open sesame'
    }

    It 'takes a byte array as one argument' {
        Send-SocketData "+OK`r`n" -Connection $far
        $null = Invoke-SocketCommand 'SET k' -Argument ([byte[]](0, 13, 10)) -Connection $near -ReplyFormat Redis
        (Receive-SocketData $far -Count 29)[-9..-1] | Should -Be 36, 51, 13, 10, 0, 13, 10, 13, 10
    }

    It 'completes the formats' {
        $line = 'Invoke-SocketCommand -ReplyFormat Mem'
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Contain 'Memcached'
    }
}
