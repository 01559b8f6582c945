# What users type without thinking: the thing first, or piped in, and objects of others that nearly fit.
BeforeAll {
    Import-Module $PSScriptRoot/../SocketTools.psd1
}

AfterAll {
    Remove-Module SocketTools
}

Describe 'A connection that is piped in leaves the first position to what is next' {
    BeforeEach {
        $listener = Start-SocketListener
        $client = New-SocketConnection 127.0.0.1 $listener.Port
        $server = Wait-SocketConnection $listener
    }

    AfterEach {
        Close-SocketConnection $client, $server
        Stop-SocketListener $listener
    }

    It 'waits: <Form>' -ForEach @(
        @{ Form = '$c | Wait-SocketPattern ''login:'''; Wait = { $client | Wait-SocketPattern 'login:' } }
        @{ Form = 'Wait-SocketPattern $c ''login:'''; Wait = { Wait-SocketPattern $client 'login:' } }
        @{ Form = 'by id'; Wait = { Wait-SocketPattern $client.Id 'login:' } }
        @{ Form = 'the pattern first, the connection by name'; Wait = { Wait-SocketPattern 'login:' -Connection $client } }
        @{ Form = 'the connection first, the pattern by name'; Wait = { Wait-SocketPattern $client -Pattern 'login:' } }
        @{ Form = 'several patterns'; Wait = { $client | Wait-SocketPattern 'password:', 'login:' } }
        @{ Form = 'a Regex'; Wait = { $client | Wait-SocketPattern ([regex] 'login:') } }
        @{ Form = 'plain text'; Wait = { $client | Wait-SocketPattern -SimpleMatch 'login:' } }
    ) {
        Send-SocketData 'login: ' -Connection $server
        "$(& $Wait)" | Should -BeExactly 'login:'
    }

    It 'takes digits for a pattern: <Form>' -ForEach @(
        @{ Form = 'as text'; Wait = { $client | Wait-SocketPattern '220' } }
        @{ Form = 'as a number that is no id'; Wait = { $client | Wait-SocketPattern 220 } }
        @{ Form = 'as text that is an id too'; Wait = { $client | Wait-SocketPattern "$($client.Id)" } }
    ) {
        Send-SocketData "220 $($client.Id) " -Connection $server
        "$(& $Wait)" | Should -BeIn '220', "$($client.Id)"
    }

    It 'chains a login with -PassThru' {
        Send-SocketData 'login: password: $ ' -Connection $server
        $shell = $client | Wait-SocketPattern 'login: ' -PassThru | Send-SocketLine 'anna' -PassThru |
            Wait-SocketPattern 'password: ' -PassThru | Send-SocketLine 'secret' -PassThru | Wait-SocketPattern '\$ $' -PassThru
        $shell | Should -Be $client
        Receive-SocketLine $server -Count 2 | Should -Be 'anna', 'secret'
    }

    It 'sets and gets options: <Form>' -ForEach @(
        @{ Form = 'piped'; Set = { $client | Set-SocketOption KeepAlive $true }; Get = { $client | Get-SocketOption KeepAlive } }
        @{ Form = 'first'; Set = { Set-SocketOption $client KeepAlive $true }; Get = { Get-SocketOption $client KeepAlive } }
        @{ Form = 'by id'; Set = { Set-SocketOption $client.Id KeepAlive $true }; Get = { $client.Id | Get-SocketOption KeepAlive } }
        @{ Form = 'by name'; Set = { Set-SocketOption -Connection $client -Name KeepAlive -Value $true }; Get = { Get-SocketOption -Name KeepAlive -Connection $client } }
        @{ Form = 'a listener, piped'; Set = { $listener | Set-SocketOption KeepAlive $true }; Get = { $listener | Get-SocketOption KeepAlive } }
        @{ Form = 'a listener, first'; Set = { Set-SocketOption $listener KeepAlive $true }; Get = { Get-SocketOption $listener KeepAlive } }
        @{ Form = 'a listener, by id'; Set = { Set-SocketOption $listener.Id KeepAlive $true }; Get = { Get-SocketOption $listener.Id KeepAlive } }
    ) {
        & $Set
        (& $Get).Value | Should -BeExactly $true
    }

    It 'gets all options of what is piped in' {
        ($client | Get-SocketOption).Name | Should -Contain 'NoDelay'
        ($listener | Get-SocketOption).Name | Should -Contain 'ReuseAddress'
    }

    It 'tells the names where an option is none' {
        { $client | Get-SocketOption Keepalife } | Should -Throw "*'Keepalife' is no socket option. There are NoDelay, KeepAlive,*"
    }

    It 'names no type of the inside where an option is a number' {
        { Get-SocketOption $client 99999 -ErrorAction Stop } | Should -Throw "*'99999' is no socket option. There are NoDelay, KeepAlive,*"
    }

    It 'sends lines: <Form>' -ForEach @(
        @{ Form = 'Send-SocketLine $c ''x'''; Send = { Send-SocketLine $client '1', '2' } }
        @{ Form = 'numbers that are ids too, piped connection'; Send = { $client | Send-SocketLine 1, 2 } }
        @{ Form = 'lines piped to a connection'; Send = { '1', '2' | Send-SocketLine $client } }
        @{ Form = 'one call each'; Send = { Send-SocketLine 1 -Connection $client; Send-SocketLine 2 -Connection $client.Id } }
    ) {
        & $Send
        Receive-SocketLine $server -Count 2 | Should -Be '1', '2'
    }

    It 'sends data: <Form>' -ForEach @(
        @{ Form = 'Send-SocketData $c ''x'''; Send = { Send-SocketData $client 'AB' } }
        @{ Form = 'bytes'; Send = { Send-SocketData $client ([byte[]] (65, 66)) } }
        @{ Form = 'a file behind the connection'; Send = { Send-SocketData $client -InFile $file } }
        @{ Form = 'Get-Item | Send-SocketData'; Send = { Get-Item $file | Send-SocketData -Connection $client } }
        @{ Form = 'a file object'; Send = { $client | Send-SocketData (Get-Item $file) } }
        @{ Form = 'Get-Content | Send-SocketData'; Send = { Get-Content $file | Send-SocketData -Connection $client } }
    ) {
        $file = "$TestDrive/data.txt"
        Set-Content $file 'AB' -NoNewline
        & $Send
        Receive-SocketData $server -AsText | Should -BeExactly 'AB'
    }

    It 'asks: <Form>' -ForEach @(
        @{ Form = 'Invoke-SocketCommand $c ''x'''; Ask = { Invoke-SocketCommand $client 'NOOP' } }
        @{ Form = 'piped'; Ask = { $client | Invoke-SocketCommand 'NOOP' } }
        @{ Form = 'the command piped'; Ask = { 'NOOP' | Invoke-SocketCommand $client } }
    ) {
        Send-SocketLine 'OK' -Connection $server
        "$(& $Ask)" | Should -BeExactly 'OK'
        Receive-SocketLine $server | Should -BeExactly 'NOOP'
    }

    It 'listens where no command is given: <Form>' -ForEach @(
        @{ Form = 'first'; Ask = { Invoke-SocketCommand $client } }
        @{ Form = 'piped'; Ask = { $client | Invoke-SocketCommand } }
        @{ Form = 'named'; Ask = { Invoke-SocketCommand -Connection $client } }
    ) {
        Send-SocketLine 'hello' -Connection $server
        "$(& $Ask)" | Should -BeExactly 'hello'
    }

    It 'sends nothing where a connection stands for a line: <Form>' -ForEach @(
        @{ Form = 'among lines'; Send = { Send-SocketLine 'a', $client -Connection $client } }
        @{ Form = 'piped, the connection named too'; Send = { $client | Send-SocketLine -Connection $client -ErrorAction Stop } }
        @{ Form = 'as data'; Send = { $client | Send-SocketData -Connection $client -ErrorAction Stop } }
        @{ Form = 'as a command'; Send = { Invoke-SocketCommand 'a', $client -Connection $client } }
        @{ Form = 'nothing'; Send = { Invoke-SocketCommand $null, 'x' -Connection $client } }
        @{ Form = 'a hashtable as data'; Send = { Send-SocketData @{ a = 1 } -Connection $client } }
        @{ Form = 'a date as data'; Send = { Get-Date | Send-SocketData -Connection $client -ErrorAction Stop } }
    ) {
        $failure = $Send | Should -Throw -PassThru
        $failure.Exception.Message | Should -Not -Match 'WireData|SocketOptionId|NullReference|Object reference'
        $client.BytesSent | Should -Be 0
    }
}

Describe 'Objects that name a host in another way' {
    BeforeAll {
        $listener = Start-SocketListener
        $port = $listener.Port
    }

    AfterAll {
        Stop-SocketListener $listener
    }

    It '<Form>' -ForEach @(
        @{ Form = 'HostName and Port'; Object = { [pscustomobject] @{ HostName = '127.0.0.1'; Port = $port } } }
        @{ Form = 'Server'; Object = { [pscustomobject] @{ Server = '127.0.0.1'; Port = $port } } }
        @{ Form = 'Host'; Object = { [pscustomobject] @{ Host = '127.0.0.1'; Port = $port } } }
        @{ Form = 'IPAddress, an object'; Object = { [pscustomobject] @{ IPAddress = [ipaddress]::Loopback; Port = $port } } }
        @{ Form = 'RemoteAddress and RemotePort'; Object = { [pscustomobject] @{ RemoteAddress = '127.0.0.1'; RemotePort = $port } } }
        @{ Form = 'a row of a CSV file'; Object = { "ComputerName,Port`n127.0.0.1,$port" | ConvertFrom-Csv } }
        @{ Form = 'a hashtable'; Object = { @{ DnsHostName = "127.0.0.1:$port" } } }
        @{ Form = 'a URI'; Object = { [uri] "http://127.0.0.1:$port/x" } }
    ) {
        $test = & $Object | Test-SocketPort -Detailed
        "$($test.HostName) $($test.Port) $($test.State)" | Should -Be "127.0.0.1 $port Open"
        $connection = & $Object | New-SocketConnection
        "$connection" | Should -Be "127.0.0.1:$port"
        Close-SocketConnection $connection
    }

    It 'is sent a datagram: <_>' -ForEach 'HostName', 'ComputerName', 'RemoteAddress' {
        $listener = Start-SocketListener -Udp
        [pscustomobject] @{ $_ = '127.0.0.1'; Port = $listener.Port } | Send-SocketDatagram 'hello'
        (Receive-SocketDatagram $listener -TimeoutSec 60).Text | Should -BeExactly 'hello'
        Stop-SocketListener $listener
    }

    It 'takes the same names for parameters' {
        (Test-SocketPort -Server 127.0.0.1 -RemotePort $port) | Should -BeTrue
        (Resolve-SocketAddress -IPAddress 127.0.0.1).Address | Should -Be '127.0.0.1'
    }

    It 'tells what an object without a host has: <_>' -ForEach 'Test-SocketPort', 'New-SocketConnection', 'Get-SocketCertificate', 'Resolve-SocketAddress' {
        $more = if ($_ -ne 'Resolve-SocketAddress') { @{ Port = $port } } else { @{} }
        $came = [pscustomobject] @{ Server_Name = '127.0.0.1'; Role = 'web' } | & $_ @more -ErrorVariable failure -ErrorAction SilentlyContinue
        $came | Should -BeNullOrEmpty
        "$failure" | Should -BeLike '*The object has no HostName, nor ComputerName,*; it has Server_Name, Role.*'
    }

    It 'tells what an object without a URI has: <_>' -ForEach 'Invoke-RawHttpGet', 'Invoke-RawHttpRequest', 'Get-UriContent' {
        $came = [pscustomobject] @{ Address = "http://127.0.0.1:$port/"; Role = 'web' } | & $_ -ErrorVariable failure -ErrorAction SilentlyContinue
        $came | Should -BeNullOrEmpty
        "$failure" | Should -BeLike '*The object has no Uri, nor Url, RequestUri; it has Address, Role.*'
    }

    It 'makes no URI of bytes: <_>' -ForEach 'Invoke-RawHttpGet', 'Invoke-RawHttpRequest', 'Send-RawHttpRequest', 'Get-UriContent' {
        $listener = Start-SocketListener
        $connection = New-SocketConnection 127.0.0.1 $listener.Port
        $more = if ($_ -eq 'Send-RawHttpRequest') { @{ Connection = $connection } } else { @{} }
        $bytes = ConvertTo-RawHttpRequest http://127.0.0.1:$port/
        $bytes | & $_ @more -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        ConvertTo-RawHttpRequest http://127.0.0.1:$port/ | & $_ @more -ErrorVariable +failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure | Should -HaveCount ($bytes.Count + 1)
        "$failure" | Should -BeLike '*Bytes are no URI.*'
        $connection.BytesSent | Should -Be 0
        Close-SocketConnection $connection
        Stop-SocketListener $listener
    }

    It 'takes the URI of an object: <_>' -ForEach 'Uri', 'Url', 'RequestUri' {
        $file = New-Item $TestDrive/page.txt -Value 'hello' -Force
        (([pscustomobject] @{ $_ = $file.FullName } | Get-UriContent).Content) | Should -BeExactly 'hello'
    }
}

Describe 'A listener where a connection belongs' {
    BeforeAll {
        $waits = Start-SocketListener
        $answers = Start-SocketListener -Greeting 'hi'
        $datagrams = Start-SocketListener -Udp
    }

    AfterAll {
        Stop-SocketListener $waits, $answers, $datagrams
    }

    It 'is told what gives one: <Form>' -ForEach @(
        @{ Form = 'receiving'; Take = { Receive-SocketLine $waits } }
        @{ Form = 'piped in'; Take = { $waits | Receive-SocketData } }
        @{ Form = 'closing'; Take = { $waits | Close-SocketConnection } }
        @{ Form = 'TLS'; Take = { Protect-SocketConnection $waits } }
        @{ Form = 'at the keyboard'; Take = { Enter-SocketConnection $waits } }
    ) {
        { $ErrorActionPreference = 'Stop'; & $Take } | Should -Throw "*The listener on 127.0.0.1:$($waits.Port) is no connection. Wait-SocketConnection gives its clients, each a connection."
    }

    It 'is told where its clients are, where it answers them itself' {
        { $answers | Get-SocketTranscript -ErrorAction Stop } | Should -Throw '*Requests, and what was said, where it records, in Transcripts.'
        { Receive-SocketLine $datagrams -ErrorAction Stop } | Should -Throw '*Receive-SocketDatagram reads them.'
    }

    It 'is no place for a connection either: <Form>' -ForEach @(
        @{ Form = 'stopping'; Take = { $client | Stop-SocketListener } }
        @{ Form = 'weather'; Take = { Set-SocketWeather $client -Latency 1 } }
        @{ Form = 'accepting'; Take = { Wait-SocketConnection $client } }
    ) {
        $client = New-SocketConnection 127.0.0.1 $waits.Port
        { $ErrorActionPreference = 'Stop'; & $Take } | Should -Throw "*The connection to 127.0.0.1:$($waits.Port) is no listener: Get-SocketListener lists those."
        Close-SocketConnection $client
    }
}

# A parameter that is first in one set and second in another is bound twice by the engine, which keeps the last and says nothing.
Describe 'Two values where one has its place' {
    BeforeAll {
        $listener = Start-SocketListener -SocketType Dgram
        $datagrams = New-SocketConnection 127.0.0.1 $listener.Port -SocketType Dgram
    }

    AfterAll {
        Close-SocketConnection $datagrams
        Stop-SocketListener $listener
    }

    It 'are refused: <Form>' -ForEach @(
        @{ Form = 'datagrams'; Give = { Send-SocketDatagram 'a' 'b' -Connection $datagrams } }
        @{ Form = 'patterns'; Give = { Wait-SocketPattern 'a' 'b' -Connection $datagrams } }
        @{ Form = 'commands'; Give = { Invoke-SocketCommand 'a' 'b' -Connection $datagrams } }
        @{ Form = 'lines behind a connection that is piped in'; Give = { $datagrams | Send-SocketLine 'a' 'b' } }
        @{ Form = 'data behind a connection that is piped in'; Give = { $datagrams | Send-SocketData 'a' 'b' } }
        @{ Form = 'options to get'; Give = { $datagrams | Get-SocketOption Broadcast TimeToLive } }
        @{ Form = 'options to set'; Give = { $datagrams | Set-SocketOption Broadcast TimeToLive 9 } }
    ) {
        $Give | Should -Throw '*the engine keeps the last alone*' -ErrorId 'InvalidRequest,*'
        $datagrams.BytesSent | Should -Be 0
    }

    It 'are refused by each command that has such a parameter' {
        $all = foreach ($command in Get-Command -Module SocketTools) {
            $command.Parameters.Values.Where({ @($_.ParameterSets.Values.Position.Where({ $_ -ge 0 }) | Sort-Object -Unique).Count -gt 1 }).ForEach({ "$command -$($_.Name)" })
        }
        $all | Sort-Object | Should -Be @(
            'Get-SocketOption -Name', 'Invoke-SocketCommand -Command', 'Send-SocketData -Data', 'Send-SocketDatagram -Data'
            'Send-SocketLine -Line', 'Set-SocketOption -Name', 'Set-SocketOption -Value', 'Wait-SocketPattern -Pattern'
        ) -Because 'each of these is tested above'
    }
}

# What Receive-SocketData and ConvertTo-RawHttpRequest emit; as text each byte would be a line, a command or a host of its own.
Describe 'Bytes where text is wanted' {
    BeforeAll {
        $listener = Start-SocketListener
        $client = New-SocketConnection 127.0.0.1 $listener.Port -ReplyFormat Smtp
        $request = ConvertTo-RawHttpRequest http://127.0.0.1/
    }

    AfterAll {
        Close-SocketConnection $client
        Stop-SocketListener $listener
    }

    It 'are refused, and nothing is sent: <Form>' -ForEach @(
        @{ Form = 'as lines'; Give = { , $request | Send-SocketLine -Connection $client } }
        @{ Form = 'as lines, one by one'; Give = { $request | Send-SocketLine -Connection $client } }
        @{ Form = 'as lines, by position'; Give = { Send-SocketLine $client $request } }
        @{ Form = 'as commands'; Give = { , $request | Invoke-SocketCommand -Connection $client -TimeoutSec 0.1 } }
        @{ Form = 'as a command, by position'; Give = { Invoke-SocketCommand $client $request[0] -TimeoutSec 0.1 } }
        @{ Form = 'as hosts'; Give = { Resolve-SocketAddress $request } }
    ) {
        { $ErrorActionPreference = 'Stop'; & $Give } | Should -Throw '*Bytes are no *' -ErrorId 'ParameterArgumentTransformationError,*'
        $client.BytesSent | Should -Be 0
    }

    It 'but other numbers are lines' {
        1, 2 | Send-SocketLine -Connection $client
        $client.BytesSent | Should -Be 6
    }
}

Describe 'A port' {
    It 'may have the name of its service' {
        $listener = Start-SocketListener
        $client = New-SocketConnection 127.0.0.1 gopher -ConnectTo "127.0.0.1:$($listener.Port)"
        $client.Port | Should -Be 70
        Close-SocketConnection $client
        Stop-SocketListener $listener
    }

    It 'is told where it is none: <Form>' -ForEach @(
        @{ Form = 'connecting'; Start = { New-SocketConnection 127.0.0.1 gophr } }
        @{ Form = 'at the keyboard'; Start = { Enter-SocketConnection 127.0.0.1 gophr } }
        @{ Form = 'a datagram'; Start = { Send-SocketDatagram x -HostName 127.0.0.1 -Port gophr } }
        @{ Form = 'listening'; Start = { Start-SocketListener gophr } }
        @{ Form = 'a relay'; Start = { Start-SocketRelay 127.0.0.1:70 gophr } }
    ) {
        { $ErrorActionPreference = 'Stop'; & $Start } | Should -Throw "*'gophr' is not a port: give a number from 1 to 65535, or the name of a service.*"
    }
}
