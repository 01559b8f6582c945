# What an error says and advises: each parameter that it names is one of the cmdlet, and the advice leads on.
BeforeAll {
    Import-Module $PSScriptRoot/../SocketTools.psd1

    function Get-Failure([scriptblock] $Of) {
        try { & $Of 2>&1 | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } | Select-Object -First 1 } catch { $_ }
    }
}

AfterAll {
    Remove-Module SocketTools
}

Describe 'An error' {
    BeforeAll {
        $long = Start-SocketListener -Greeting ('220 ' + 'x' * 1100000)
        $listener = Start-SocketListener -Udp
        $stream = Start-SocketListener
        $connection = New-SocketConnection 127.0.0.1 $stream.Port
    }

    AfterAll {
        Close-SocketConnection $connection
        Stop-SocketListener $long, $listener, $stream
    }

    It 'names no parameter that the cmdlet has not: <Form>' -ForEach @(
        @{ Form = 'a long line at the keyboard'; Says = 'over the limit'; Call = { 'x' | Enter-SocketConnection 127.0.0.1 $long.Port } }
        @{ Form = 'a long reply of FTP'; Says = 'longer than any'; Call = { Get-UriContent "ftp://127.0.0.1:$($long.Port)/x" } }
        @{ Form = 'a body that its charset lacks'; Says = '*-ContentType*'; Call = { Invoke-RawHttpRequest http://127.0.0.1:1/ POST -Body ([char]0x20AC) -ContentType 'text/plain; charset=us-ascii' } }
        @{ Form = 'the same by hand'; Says = '*-ContentType*'; Call = { ConvertTo-RawHttpRequest http://127.0.0.1:1/ -Method POST -Body ([char]0x20AC) -ContentType 'text/plain; charset=us-ascii' } }
        @{ Form = 'a place without a port'; Says = 'write host:port'; Call = { Invoke-RawHttpGet http://127.0.0.1/ -ConnectTo 127.0.0.1 } }
        @{ Form = 'a place without a port beside one'; Says = 'write host:port'; Call = { New-SocketConnection localhost 443 -ConnectTo 127.0.0.1 } }
        @{ Form = 'a name that is not there'; Says = 'No address'; Call = { Resolve-SocketAddress no-such-host.invalid } }
        @{ Form = 'a datagram socket that cannot'; Says = 'need a stream'; Call = { New-SocketConnection localhost 1 -SocketType Dgram -Tls } }
    ) {
        $failure = Get-Failure $Call
        $said = "$($failure.Exception.Message) $($failure.ErrorDetails.Message) $($failure.ErrorDetails.RecommendedAction)"
        $said | Should -BeLike "*$Says*"
        $parameters = (Get-Command $failure.InvocationInfo.MyCommand.Name).Parameters.Keys
        [regex]::Matches($said, '(?<![\w-])-([A-Z]\w+)').ForEach({ $_.Groups[1].Value }) | Where-Object { $_ -notin $parameters -and $_ -ne 'Examples' } | Should -BeNullOrEmpty
        $said | Should -Not -Match 'port beside it|Raise the limit'
    }

    It 'does not send to the cmdlet that it comes from' {
        (Get-Failure { Resolve-SocketAddress no-such-host.invalid }).ErrorDetails.RecommendedAction | Should -Not -BeLike '*Resolve-SocketAddress*'
        (Get-Failure { New-SocketConnection no-such-host.invalid 1 }).ErrorDetails.RecommendedAction | Should -BeLike '*Resolve-SocketAddress*'
    }

    It 'names the parameter that was given: -Udp' {
        { New-SocketConnection localhost 1 -Udp -Tls } | Should -Throw '*leave out -Udp.*'
        { New-SocketConnection localhost 1 -Udp -Telnet } | Should -Throw '*leave out -Udp.*'
        { Start-SocketListener -Udp -Response x } | Should -Throw '*leave out -Udp.*'
        { Start-SocketListener -SocketType Dgram -Response x } | Should -Throw '*leave out -SocketType Dgram.*'
    }

    It 'tells of a listener for datagrams that it is one' {
        $failure = Get-Failure { Receive-SocketDatagram $listener -IdleTimeoutSec 0.1 }
        $failure.FullyQualifiedErrorId | Should -BeLike 'ReceiveTimeout,*'
        "$failure" | Should -BeLike "Nothing came from anybody to 127.0.0.1:$($listener.Port) for 0.1 s (-IdleTimeoutSec)*"
        $failure.ErrorDetails.RecommendedAction | Should -BeLike 'The listener still listens: call again*'
    }

    It 'says what a listener is where a connection is named: <_>' -ForEach 'Send-SocketLine', 'Send-SocketData', 'Invoke-SocketCommand', 'Wait-SocketPattern' {
        { & $_ x -Connection $stream } | Should -Throw "*is no connection. Wait-SocketConnection gives its clients*"
    }

    It 'does not doubt the address of whom it has reached' {
        $failure = Get-Failure { New-SocketConnection 127.0.0.1 $stream.Port -Tls -ConnectTimeoutSec 0.2 }
        $failure.FullyQualifiedErrorId | Should -BeLike 'ConnectTimeout,*'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike 'Raise -ConnectTimeoutSec, or check what is spoken on that port;*'
    }

    It 'tells a response that comes in lines how to come whole' {
        Set-Content $TestDrive/response 'HTTP/1.1 200 OK', 'Content-Length: 2', '', 'ok'
        $failure = Get-Failure { Get-Content $TestDrive/response | ConvertFrom-RawHttpResponse }
        "$failure" | Should -BeLike '*Get-Content -Raw*-InFile*'
        (Get-Content $TestDrive/response -Raw | ConvertFrom-RawHttpResponse -ErrorAction SilentlyContinue).Content | Should -BeExactly 'ok'
        "$(Get-Failure { ConvertFrom-RawHttpResponse 'hello' })" | Should -Not -BeLike '*Get-Content*'
    }

    It 'says of a host that is not there that a file of its name is' {
        Set-Content $TestDrive/notes.invalid 'x'
        Push-Location $TestDrive
        try {
            "$(Get-Failure { Get-UriContent notes.invalid })" | Should -BeLike "*There is a file of that name here: write './notes.invalid' for it.*"
            "$(Get-Failure { Get-UriContent others.invalid })" | Should -Not -BeLike '*file*'
        }
        finally {
            Pop-Location
        }
    }

    It 'says that a job hands out a description: <_>' -ForEach 'Receive-SocketLine', 'Send-SocketLine', 'Close-SocketConnection', 'Stop-SocketListener' {
        $there = if ($_ -like '*Listener') { $stream } else { $connection }
        $described = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($there))
        $more = if ($_ -like 'Send-*') { @{ Line = 'x' } } else { @{} }
        { $described | & $_ @more -ErrorAction Stop } | Should -Throw '*of another process, and the * stays there*'
        $there.State | Should -BeIn 'Open', 'Listening'
    }

    It 'takes no part of a port' {
        { New-SocketConnection 127.0.0.1 80.5 } | Should -Throw '*80.5 is not a port*'
        { Start-SocketListener 1.5 } | Should -Throw '*1.5 is not a port*'
    }

    It 'says of an end point that it lacks a port' {
        { Send-SocketDatagram x -Listener $listener -RemoteEndPoint 127.0.0.1 } | Should -Throw '*has no port: write host:port.'
    }

    It 'says of a URI what is wrong with it: <Uri>' -ForEach @(
        @{ Uri = 'http://localhost:99999/'; Says = '*99999 is not a port*' }
        @{ Uri = 'http:/localhost/'; Says = '*two slashes*' }
        @{ Uri = 'HTTPS:/localhost'; Says = '*two slashes*' }
    ) {
        foreach ($command in 'Invoke-RawHttpGet', 'Get-UriContent', 'ConvertTo-RawHttpRequest') {
            $failure = { & $command $Uri -ErrorAction Stop } | Should -Throw -PassThru
            $failure.FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
            "$failure" | Should -BeLike $Says
        }

        $failure = { Invoke-RawHttpGet $Uri.Replace('localhost', 'me:pass@word@localhost') -ErrorAction Stop } | Should -Throw -PassThru
        "$failure $($failure.TargetObject)" | Should -Not -Match 'pass|word'
    }
}

Describe 'A folder where a file belongs' {
    BeforeAll {
        $stream = Start-SocketListener
        $connection = New-SocketConnection 127.0.0.1 $stream.Port -Transcript
        $folder = (New-Item $TestDrive/folder.txt -ItemType Directory).FullName
        $bare = (New-Item $TestDrive/bare -ItemType Directory).FullName
    }

    AfterAll {
        Close-SocketConnection $connection
        Stop-SocketListener $stream
    }

    It 'is said to be one: <Form>' -ForEach @(
        @{ Form = 'Send-SocketData'; Call = { Send-SocketData -InFile $folder -Connection $connection -ErrorAction Stop } }
        @{ Form = 'Send-SocketLine'; Call = { Send-SocketLine -InFile $folder -Connection $connection -DotTerminated -ErrorAction Stop } }
        @{ Form = 'Invoke-RawHttpRequest'; Call = { Invoke-RawHttpRequest http://127.0.0.1:1/ PUT -InFile $folder -ErrorAction Stop } }
        @{ Form = 'ConvertFrom-RawHttpResponse'; Call = { ConvertFrom-RawHttpResponse -InFile $folder -ErrorAction Stop } }
        @{ Form = 'Receive-SocketData'; Call = { Receive-SocketData $connection -OutFile $folder -ErrorAction Stop } }
        @{ Form = 'Import-SocketTranscript'; Call = { Import-SocketTranscript $folder -ErrorAction Stop } }
        @{ Form = 'Import-SocketTranscript, without an extension'; Call = { Import-SocketTranscript $bare -ErrorAction Stop } }
        @{ Form = 'Export-SocketTranscript'; Call = { Export-SocketTranscript $folder $connection -ErrorAction Stop } }
        @{ Form = 'Start-SocketReplay'; Call = { Start-SocketReplay $bare -ErrorAction Stop } }
        @{ Form = '-Certificate'; Call = { Start-SocketListener -Tls -Certificate $folder -ErrorAction Stop } }
        @{ Form = '-CertificateAuthority'; Call = { Get-SocketCertificate 127.0.0.1 1 -CertificateAuthority $bare -ErrorAction Stop } }
    ) {
        $failure = $Call | Should -Throw -PassThru
        $failure.FullyQualifiedErrorId | Should -Match '^(InvalidRequest|ParameterArgumentTransformationError),'
        $failure.CategoryInfo.Category | Should -BeIn 'InvalidArgument', 'InvalidData'
        "$failure" | Should -BeLike '*is a folder*'
        $connection.BytesSent | Should -Be 0
    }
}

Describe 'A dot block that was refused' {
    BeforeAll {
        $stream = Start-SocketListener
    }

    BeforeEach {
        $client = New-SocketConnection 127.0.0.1 $stream.Port
        $server = Wait-SocketConnection $stream
    }

    AfterEach {
        $client, $server | Close-SocketConnection
    }

    AfterAll {
        Stop-SocketListener $stream
    }

    It 'can be sent anew where nothing of it went out: <Form>' -ForEach @(
        @{ Form = 'a file that is not there'; Call = { Send-SocketLine -InFile $TestDrive/none -DotTerminated -Connection $client } }
        @{ Form = 'a line that is two, behind others'; Call = { 'a', "b`nc" | Send-SocketLine -DotTerminated -Connection $client } }
        @{ Form = 'the same, the connection piped in'; Call = { $client | Send-SocketLine 'a', "b`nc" -DotTerminated } }
    ) {
        $failure = & $Call 2>&1
        "$failure" | Should -BeLike '*Nothing*was sent*'
        "$failure" | Should -Not -BeLike '*close the connection*'
        $client.BytesSent | Should -Be 0
        'a', '.b' | Send-SocketLine -DotTerminated -Connection $client
        Receive-SocketLine $server -DotTerminated | Should -Be 'a', '.b'
    }

    It 'is taken back by closing where some of it went out' {
        $failure = @('x' * 100000; "b`nc") | Send-SocketLine -DotTerminated -Connection $client 2>&1
        "$failure" | Should -BeLike '*close the connection to take it back.*'
        $client.BytesSent | Should -BeGreaterThan 99999
    }
}
