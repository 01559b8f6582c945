BeforeAll {
    Import-Module $PSScriptRoot/../SocketTools.psd1
    Import-Module $PSScriptRoot/Background.psm1
}

AfterAll {
    Remove-Module SocketTools, Background
}

Describe 'Bytes' {
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
        It '<Form>' -ForEach @(
            @{ Form = 'as an array by position'; Send = { Send-SocketData ([byte[]](1, 2, 3)) -Connection $near } }
            @{ Form = 'as an array by name'; Send = { Send-SocketData -Data ([byte[]](1, 2, 3)) -Connection $near } }
            @{ Form = 'as numbers'; Send = { Send-SocketData 1, 2, 3 -Connection $near } }
            @{ Form = 'to a connection from the pipeline'; Send = { $near | Send-SocketData ([byte[]](1, 2, 3)) } }
            @{ Form = 'from the pipeline, one at a time'; Send = { [byte[]](1, 2, 3) | Send-SocketData -Connection $near } }
            @{ Form = 'from the pipeline, as one array'; Send = { , [byte[]](1, 2, 3) | Send-SocketData -Connection $near } }
            @{ Form = 'as text'; Send = { Send-SocketData "$([char]1)$([char]2)$([char]3)" -Connection $near } }
        ) {
            & $Send
            $near.BytesSent | Should -Be 3
            (Receive-SocketData $far -Count 3) | Should -Be 1, 2, 3
        }

        It 'without an end of line' {
            Send-SocketData 'abc' -Connection $near
            $near.BytesSent | Should -Be 3
        }

        It 'in the encoding that is asked for' {
            Send-SocketData 'ø' -Connection $near
            Send-SocketData 'ø' -Connection $near -Encoding latin1
            (Receive-SocketData $far -Count 3) | Should -Be 0xC3, 0xB8, 0xF8
        }

        It 'and passed on' {
            $near | Send-SocketData 'x' -PassThru | Should -Be $near
        }

        It 'but not where one is over 255' {
            { Send-SocketData 1, 256 -Connection $near } | Should -Throw "*256*"
            $near.BytesSent | Should -Be 0
        }
    }

    Context 'received' {
        It 'as one array' {
            Send-SocketData 'abc' -Connection $far
            $objects = @(Receive-SocketData $near | ForEach-Object { , $_ })
            $objects | Should -HaveCount 1
            $objects[0] | Should -BeOfType byte
            $objects[0] -is [byte[]] | Should -BeTrue
        }

        It 'exactly with -Count, at most with -MaxBytes' {
            Send-SocketData '1234567890' -Connection $far
            (Receive-SocketData $near -Count 3) | Should -HaveCount 3
            (Receive-SocketData $near -MaxBytes 2) | Should -HaveCount 2
            (Receive-SocketData $near -Count 5) | Should -HaveCount 5
            $near.Available | Should -Be 0
        }

        It 'twice with -Peek' {
            Send-SocketData 'abc' -Connection $far
            (Receive-SocketData $near -Count 2 -Peek) | Should -Be 0x61, 0x62
            (Receive-SocketData $near -Count 3) | Should -Be 0x61, 0x62, 0x63
        }

        It 'until the end with -ToEnd, and then none' {
            $far | Send-SocketData 'abc'
            Close-SocketConnection $far
            (Receive-SocketData $near -ToEnd).Length | Should -Be 3
            (Receive-SocketData $near -ToEnd).Length | Should -Be 0
        }

        It 'or none, where none is asked for' {
            Send-SocketLine 'abc' -Connection $far
            (Receive-SocketData $near -Count 0).Length | Should -Be 0
            Receive-SocketLine $near -Count 0 | Should -BeNullOrEmpty
            Receive-SocketLine $near | Should -Be 'abc'
        }

        It 'as they were sent, all 256 of them, a megabyte in all' {
            $bytes = [byte[]]::new(1MB)
            [System.Random]::new(1).NextBytes($bytes)
            $sending = Start-Background { param($c, $b) Send-SocketData $b -Connection $c; Close-SocketConnection $c } $far, $bytes
            $received = Receive-SocketData $near -ToEnd
            Wait-Background $sending

            [System.Convert]::ToBase64String($received) | Should -BeExactly ([System.Convert]::ToBase64String($bytes))
        }

        It 'after a timeout, with those that came before it' {
            Send-SocketData 'ab' -Connection $far
            { Receive-SocketData $near -Count 3 -TimeoutSec 0.1 -ErrorAction Stop } | Should -Throw -ErrorId 'ReceiveTimeout,*'
            Send-SocketData 'c' -Connection $far
            (Receive-SocketData $near -Count 3) | Should -Be 0x61, 0x62, 0x63
        }
    }

    Context 'that do not come' {
        It 'are LimitExceeded where -ToEnd would go over -MaxBytes' {
            Send-SocketData 'abcdef' -Connection $far
            Close-SocketConnection $far
            { Receive-SocketData $near -ToEnd -MaxBytes 5 -ErrorAction Stop } | Should -Throw -ErrorId 'LimitExceeded,*'
            (Receive-SocketData $near -ToEnd).Length | Should -Be 6
        }
    }
}
