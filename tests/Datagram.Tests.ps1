# Datagrams as users write them, with real programs at the other end.
BeforeAll {
    Import-Module $PSScriptRoot/../SocketTools.psd1

    # Starts a program and waits until it says that it is ready.
    function Start-Peer([string] $Program, [string[]] $Arguments, [string] $Ready) {
        $start = [Diagnostics.ProcessStartInfo]::new((Get-Command $Program -CommandType Application)[0].Path)
        $Arguments.ForEach({ $start.ArgumentList.Add($_) })
        $start.RedirectStandardOutput = $start.RedirectStandardError = $true
        $peer = [Diagnostics.Process]::Start($start)
        $said = [Collections.Generic.List[string]]::new()
        while ($null -ne ($line = $peer.StandardError.ReadLine())) {
            if ($line -match $Ready) { return $peer }
            $said.Add($line)
        }
        throw "$Program ended before it was ready: $said"
    }

    # One that no system hands out by itself: or somebody's client has it before the peer does.
    function Get-FreePort {
        do {
            $port = Get-Random -Minimum 10000 -Maximum 32768
            $taken = $false
            foreach ($type in 'Dgram', 'Stream') {
                $listener = Start-SocketListener $port -SocketType $type -ErrorAction SilentlyContinue
                if ($listener) { Stop-SocketListener $listener } else { $taken = $true }
            }
        } while ($taken)
        $port
    }

    function ConvertTo-Text($Datagram) { [Text.Encoding]::UTF8.GetString($Datagram.Data) }
}

AfterAll {
    Remove-Module SocketTools
}

Describe 'Send-SocketDatagram and Receive-SocketDatagram' {
    BeforeEach {
        $listener = Start-SocketListener -SocketType Dgram
        $connection = New-SocketConnection 127.0.0.1 $listener.Port -SocketType Dgram
    }

    AfterEach {
        Close-SocketConnection $connection
        Stop-SocketListener $listener
    }

    It 'keeps each datagram apart and tells who sent it' {
        'one', 'two' | Send-SocketDatagram -Connection $connection
        $datagrams = Receive-SocketDatagram $listener -Count 2
        $datagrams | ForEach-Object { ConvertTo-Text $_ } | Should -Be 'one', 'two'
        $datagrams.RemoteEndPoint.Port | Should -Be $connection.LocalEndPoint.Port, $connection.LocalEndPoint.Port
    }

    It 'answers whoever asked' {
        $connection | Send-SocketDatagram 'What time is it?'
        Receive-SocketDatagram $listener | Send-SocketDatagram 'Late.' -Listener $listener
        ConvertTo-Text (Receive-SocketDatagram $connection) | Should -Be 'Late.'
    }

    It 'says when it cut a datagram' {
        Send-SocketDatagram 'more than four bytes' -Connection $connection
        $datagram = Receive-SocketDatagram $listener -MaxBytes 4
        $datagram.Truncated | Should -BeTrue
        ConvertTo-Text $datagram | Should -Be 'more'
    }

    It 'gives up after -TimeoutSec and stays usable' {
        { Receive-SocketDatagram $listener -TimeoutSec 0.2 -ErrorAction Stop } | Should -Throw -ErrorId 'ReceiveTimeout,*'
        Send-SocketDatagram 'late' -Connection $connection
        ConvertTo-Text (Receive-SocketDatagram $listener) | Should -Be 'late'
    }

    It 'takes no more than Select-Object -First wants' {
        1..5 | ForEach-Object { "number $_" } | Send-SocketDatagram -Connection $connection
        Receive-SocketDatagram $listener -Count 5 | Select-Object -First 2 | ForEach-Object { ConvertTo-Text $_ } | Should -Be 'number 1', 'number 2'
        ConvertTo-Text (Receive-SocketDatagram $listener) | Should -Be 'number 3'
    }

    It 'says that nobody receives at the port' {
        $port = Get-FreePort
        $nobody = New-SocketConnection 127.0.0.1 $port -SocketType Dgram
        Send-SocketDatagram 'hello?' -Connection $nobody
        { Receive-SocketDatagram $nobody -TimeoutSec 10 -ErrorAction Stop } | Should -Throw -ErrorId 'ConnectFailed,*'
        Close-SocketConnection $nobody
    }

    It 'can be piped through a loop that serves for ever' {
        1..3 | ForEach-Object { Send-SocketDatagram "$_" -Connection $connection }
        for ($i = 0; $i -lt 3; $i++) {
            Receive-SocketDatagram $listener | ForEach-Object { $_ | Send-SocketDatagram "echo $(ConvertTo-Text $_)" -Listener $listener }
        }
        Receive-SocketDatagram $connection -Count 3 | ForEach-Object { ConvertTo-Text $_ } | Should -Be 'echo 1', 'echo 2', 'echo 3'
    }
}

Describe 'Real services' {
    It 'asks dnsmasq for an address' {
        $port = Get-FreePort
        $dnsmasq = Start-Peer dnsmasq '--keep-in-foreground', '--conf-file=/dev/null', '--user=', '--no-resolv', '--no-hosts', '--bind-interfaces',
            '--listen-address=127.0.0.1', "--port=$port", "--pid-file=$TestDrive/pid", '--address=/host.test/192.0.2.7', '--log-facility=-' 'started'
        try {
            # Header: id, flags (recursion desired), one question. Then the name as lengths and labels, type A, class IN.
            $labels = 'host.test'.Split('.') | ForEach-Object { $_.Length; [Text.Encoding]::ASCII.GetBytes($_) }
            [byte[]] $query = 0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0 + $labels + 0, 0, 1, 0, 1

            $dns = New-SocketConnection 127.0.0.1 $port -SocketType Dgram
            Send-SocketDatagram $query -Connection $dns
            $reply = (Receive-SocketDatagram $dns -TimeoutSec 10).Data
            Close-SocketConnection $dns

            $reply[0..1] | Should -Be 0x12, 0x34
            $reply[3] -band 0xF | Should -Be 0
            ([ipaddress] [byte[]] $reply[-4..-1]).IPAddressToString | Should -Be '192.0.2.7'
        }
        finally {
            $dnsmasq.Kill()
        }
    }

    It 'writes to a syslog server made of socat' {
        $port = Get-FreePort
        $socat = Start-Peer socat '-d', '-d', '-u', "UDP-RECV:$port,bind=127.0.0.1", 'STDOUT' 'starting data transfer'
        try {
            $syslog = New-SocketConnection 127.0.0.1 $port -SocketType Dgram
            Send-SocketDatagram "<$(16 * 8 + 5)>1 - host app - - - Backup finished`n" -Connection $syslog
            Close-SocketConnection $syslog
            $socat.StandardOutput.ReadLine() | Should -Be '<133>1 - host app - - - Backup finished'
        }
        finally {
            $socat.Kill()
        }
    }

    It 'talks to a Unix datagram socket by path' {
        $listener = Start-SocketListener -UnixSocket "$TestDrive/log" -SocketType Dgram
        "$TestDrive/log" | Should -Exist
        New-SocketConnection -UnixSocket "$TestDrive/log" -SocketType Dgram | Send-SocketDatagram 'hello'
        ConvertTo-Text (Receive-SocketDatagram $listener) | Should -Be 'hello'
        Stop-SocketListener $listener
        "$TestDrive/log" | Should -Not -Exist
        Get-SocketConnection | Close-SocketConnection
    }
}

Describe 'Raw sockets without the privilege' {
    It 'says what is needed' {
        $script = "Import-Module '$TestDrive/module/SocketTools.psd1'
            try { New-SocketConnection 127.0.0.1 -SocketType Raw -ProtocolType Icmp -ErrorAction Stop }
            catch { `$_.FullyQualifiedErrorId; `$_.Exception.Message }"
        $shell = [Environment]::ProcessPath
        $unprivileged = if ((id -u) -eq 0) { 'setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups', 'env', "HOME=$TestDrive/home" } else { , 'env' }

        # The module may lie where only root can read.
        $null = New-Item -ItemType Directory "$TestDrive/module", "$TestDrive/home"
        Copy-Item $PSScriptRoot/../SocketTools.psd1, $PSScriptRoot/../lib "$TestDrive/module" -Recurse
        chmod -R a+rX $TestDrive
        chmod a+w "$TestDrive/home"
        $program, $arguments = $unprivileged
        & $program $arguments $shell -NoProfile -Version *> $null
        if ($LASTEXITCODE -ne 0) {
            Set-ItResult -Skipped -Because "an unprivileged user cannot run $shell"
        }

        $id, $message = & $program $arguments $shell -NoProfile -NonInteractive -Command $script
        $id | Should -BeLike 'AccessDenied,*'
        $message | Should -BeLike '*CAP_NET_RAW*'
    }
}
