BeforeAll {
    Import-Module $PSScriptRoot/../SocketTools.psd1
    Import-Module $PSScriptRoot/Program.psm1
    $listener = Start-SocketListener
    $port = $listener.Port
}

AfterAll {
    Remove-Module SocketTools, Program
}

Describe 'New-SocketConnection' {
    AfterEach {
        Get-SocketConnection | Close-SocketConnection
    }

    It 'takes <Form>' -ForEach @(
        @{ Form = 'host and port by position'; Open = { New-SocketConnection localhost $port } }
        @{ Form = 'host and port by name'; Open = { New-SocketConnection -HostName localhost -Port $port } }
        @{ Form = 'host:port'; Open = { New-SocketConnection "localhost:$port" } }
        @{ Form = 'an IPv4 address'; Open = { New-SocketConnection 127.0.0.1 $port } }
        @{ Form = 'host:port from the pipeline'; Open = { "localhost:$port" | New-SocketConnection } }
    ) {
        $connection = & $Open

        $connection | Should -BeOfType SocketTools.Connections.SocketConnection
        $connection.Port | Should -Be $port
        $connection.State | Should -Be 'Open'
        "$($connection.RemoteEndPoint)" | Should -Be "127.0.0.1:$port"
    }

    It 'refuses <_>, the name of a line end, as one' -ForEach 'crlf', 'LF', '\r\n', '\n', '\0' {
        { New-SocketConnection localhost $port -NewLine $_ } | Should -Throw "*'$_' names a line end*"
        { Enter-SocketConnection localhost $port -NewLine $_ } | Should -Throw "*'$_' names a line end*"
        Get-SocketConnection | Should -BeNullOrEmpty
    }

    It 'takes [v6]:port' {
        if (-not [System.Net.Sockets.Socket]::OSSupportsIPv6) {
            Set-ItResult -Skipped -Because 'this machine has no IPv6'
        }

        $v6 = Start-SocketListener -Address ::1
        (New-SocketConnection "[::1]:$($v6.Port)").State | Should -Be 'Open'
        (New-SocketConnection ::1 $v6.Port).State | Should -Be 'Open'
        Stop-SocketListener $v6
    }

    It 'takes the host from a property <_>' -ForEach 'HostName', 'ComputerName', 'Cn', 'DnsHostName', 'TargetName' {
        $connection = [pscustomobject]@{ $_ = 'localhost'; Port = $port } | New-SocketConnection
        $connection.HostName | Should -Be 'localhost'
    }

    It 'counts what crossed and keeps how long it took' {
        $connection = New-SocketConnection localhost $port | Send-SocketLine 'four' -PassThru
        $connection.BytesSent | Should -Be 6
        $connection.BytesReceived | Should -Be 0
        $connection.Timing.Connect | Should -BeOfType timespan
        $connection.IdleTimeoutSec | Should -Be 30
    }

    It 'tells its stages with -Verbose' {
        $said = New-SocketConnection localhost $port -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
        "$said" | Should -BeLike "*Resolving*localhost*127.0.0.1:$port*"
    }

    It 'shows a table' {
        $shown = New-SocketConnection localhost $port | Out-String
        $shown | Should -Match '(?m)^ +Id +HostName +Port +State +Sent +Received +Available\s*$'
        $shown | Should -Match "(?m)^ *\d+ +localhost +$port +Open +0 +0 +0\s*$"
    }
}

Describe 'New-SocketConnection, when it cannot' {
    BeforeAll {
        $deadPort = Get-FreePort
    }

    It '<Id>: <Case>' -ForEach @(
        @{ Case = 'an unknown name'; Id = 'HostNotFound'; Category = 'ObjectNotFound'; Open = { New-SocketConnection no-such-host.invalid 25 -ConnectTimeoutSec 60 -ErrorAction Stop } }
        @{ Case = 'a dead port'; Id = 'ConnectFailed'; Category = 'ConnectionError'; Open = { New-SocketConnection localhost $deadPort -ErrorAction Stop } }
        @{ Case = 'a port of 70000'; Id = 'InvalidRequest'; Category = 'InvalidArgument'; Open = { New-SocketConnection localhost 70000 -ErrorAction Stop } }
        @{ Case = 'no port'; Id = 'InvalidRequest'; Category = 'InvalidArgument'; Open = { New-SocketConnection localhost -ErrorAction Stop } }
        @{ Case = 'two ports'; Id = 'InvalidRequest'; Category = 'InvalidArgument'; Open = { New-SocketConnection localhost:1 2 -ErrorAction Stop } }
        @{ Case = 'a space in the host'; Id = 'InvalidRequest'; Category = 'InvalidArgument'; Open = { New-SocketConnection 'a b' 25 -ErrorAction Stop } }
    ) {
        $problem = try { & $Open } catch { $_ }

        $problem.FullyQualifiedErrorId | Should -Be "$Id,SocketTools.Commands.NewSocketConnectionCommand"
        $problem.CategoryInfo.Category | Should -Be $Category
        $problem.TargetObject | Should -Not -BeNullOrEmpty
        "$problem" | Should -Not -Match '\n'
    }

    It 'goes on with the next host after one bad host' {
        $open = 'localhost', 'no-such-host.invalid', '127.0.0.1' |
            New-SocketConnection -Port $port -ConnectTimeoutSec 60 -ErrorAction SilentlyContinue -ErrorVariable problem

        $open | Should -HaveCount 2
        $problem | Should -HaveCount 1
        $problem[0].TargetObject | Should -Be 'no-such-host.invalid'
        $open | Close-SocketConnection
    }

    It 'names a parameter that it does not know' {
        { New-SocketConnection localhost $port -TimeOut 3 } | Should -Throw "*'TimeOut'*"
    }
}

Describe 'Get-SocketConnection' {
    BeforeAll {
        $byName = New-SocketConnection localhost $port
        $byAddress = New-SocketConnection 127.0.0.1 $port
    }

    AfterAll {
        $byName, $byAddress | Close-SocketConnection
    }

    It 'lists what is open' {
        Get-SocketConnection | Should -Be @($byName, $byAddress)
    }

    It 'finds by id, by position and from the pipeline' {
        Get-SocketConnection $byName.Id | Should -Be $byName
        $byName.Id, $byAddress.Id | Get-SocketConnection | Should -Be @($byName, $byAddress)
    }

    It 'finds by host, with wildcards' {
        Get-SocketConnection -HostName local* | Should -Be $byName
        Get-SocketConnection -ComputerName 127.*, local* | Should -HaveCount 2
        Get-SocketConnection -HostName nowhere | Should -BeNullOrEmpty
    }

    It 'finds by the host of whatever names one, and a connection by its id' {
        [pscustomobject] @{ HostName = 'local*' }, [pscustomobject] @{ ComputerName = '127.0.0.1' } | Get-SocketConnection | Should -Be @($byName, $byAddress)
        Test-SocketPort localhost $port -Detailed | Get-SocketConnection | Should -Be $byName
        $another = New-SocketConnection localhost $port
        $byName | Get-SocketConnection | Should -Be $byName
        Close-SocketConnection $another
    }

    It 'does not list what is closed' {
        $closed = New-SocketConnection localhost $port
        Close-SocketConnection $closed
        Get-SocketConnection | Should -Not -Contain $closed
    }

    It 'is given back by its id wherever a connection is asked for' {
        Send-SocketLine 'by id' -Connection $byName.Id
        $byName.BytesSent | Should -Be 7
    }
}

Describe 'Close-SocketConnection' {
    BeforeEach {
        $listener = Start-SocketListener
        $near = New-SocketConnection localhost $listener.Port
        $far = Wait-SocketConnection $listener
    }

    AfterEach {
        Get-SocketConnection | Close-SocketConnection
        Stop-SocketListener $listener
    }

    It 'closes by position, and from the pipeline' {
        Close-SocketConnection $near
        $far | Close-SocketConnection
        $near.State, $far.State | Should -Be 'Closed', 'Closed'
    }

    It 'may be repeated' {
        Close-SocketConnection $near
        { Close-SocketConnection $near -ErrorAction Stop } | Should -Not -Throw
    }

    It 'closes the sending side, and the answer still comes' {
        Send-SocketLine 'question' -Connection $near
        $near | Close-SocketConnection -Direction Send -PassThru | Should -Be $near
        $near.State | Should -Be 'SendClosed'

        $far | Receive-SocketLine -All | Should -Be 'question'
        $far.State | Should -Be 'RemoteClosed'
        Send-SocketLine 'answer' -Connection $far
        Receive-SocketLine $near | Should -Be 'answer'

        { Send-SocketLine 'more' -Connection $near -ErrorAction Stop } | Should -Throw -ErrorId 'ConnectionClosed,*'
    }

    It 'resets with -Abort, and what came before can still be read' {
        Send-SocketLine 'last words' -Connection $near
        Receive-SocketData $far -Peek | Out-Null
        Close-SocketConnection $near -Abort

        Receive-SocketLine $far | Should -Be 'last words'
        { Receive-SocketLine $far -ErrorAction Stop } | Should -Throw -ErrorId 'ConnectionReset,*'
        $far.State | Should -Be 'Reset'
    }

    It 'leaves a connection that says it is closed' {
        Close-SocketConnection $near
        { Receive-SocketLine $near -ErrorAction Stop } | Should -Throw -ErrorId 'ConnectionClosed,*'
        { Send-SocketData 'x' -Connection $near -ErrorAction Stop } | Should -Throw -ErrorId 'ConnectionClosed,*'
    }
}

Describe 'The methods of a connection' {
    BeforeEach {
        $listener = Start-SocketListener
        $near = New-SocketConnection localhost $listener.Port
        $far = Wait-SocketConnection $listener
    }

    AfterEach {
        Get-SocketConnection | Close-SocketConnection
        Stop-SocketListener $listener
    }

    It 'send and receive lines and bytes, in step with the cmdlets' {
        $near.SendLine('one')
        Send-SocketLine 'two' -Connection $near
        $near.SendBytes([byte[]] (1, 2, 3))

        $far.ReceiveLine() | Should -Be 'one'
        Receive-SocketLine $far | Should -Be 'two'
        $far.ReceiveBytes(3) | Should -Be 1, 2, 3
    }

    It 'fail with the error id inside' {
        $near.IdleTimeoutSec = 0.1
        try { $near.ReceiveLine(); throw 'It came.' } catch { $problem = $_ }

        $problem.Exception.InnerException.Fault | Should -Be 'ReceiveTimeout'
    }

    It 'end their wait where the pipeline is stopped, and lose nothing' {
        Send-SocketData 'ha' -Connection $far
        $shell = [powershell]::Create().AddScript('param($c, $begun) $begun.Set(); $c.ReceiveLine(); "never"').AddArgument($near)
        $begun = [System.Threading.ManualResetEventSlim]::new()
        $null = $shell.AddArgument($begun).BeginInvoke()
        $begun.Wait(120000) | Should -BeTrue
        $took = Measure-Command { $shell.Stop() }
        $shell.Dispose()

        $took.TotalSeconds | Should -BeLessThan 25
        Send-SocketLine 'lf' -Connection $far
        $near.ReceiveLine() | Should -Be 'half'
    }
}
