# The rows of the table, one hashtable each; dot-sourced by Run.ps1, whose variables they use.
#
# Name    what the table says, and what -Row picks
# Goal    the least ratio of the peer's time to ours; none: told for comparison
# Ours    our work; its time is taken, unless Timed
# Peer    the peer's work, likewise
# Timed   both blocks take their time themselves and write it, in milliseconds
# Warm    how often both run before it counts; 1 where not said
# Rounds  how often at the most, where the work is long
# Needs   commands without which the row is left out
# Most    in place of Goal and Peer: the most that the figure which Ours writes may be, in Unit
#
# Output is thrown away by > $null: an assignment to $null keeps all of it until the pipeline ends.

$N = if ($Quick) {
    @{ Lines = 20000; Gets = 200; Trips = 200; Idle = 100; Ports = 200; AllPorts = 400; Streams = 1; Commands = 1000 }
}
else {
    @{ Lines = 10000000; Gets = 10000; Trips = 10000; Idle = 5000; Ports = 10000; AllPorts = 65535; Streams = 4; Commands = 100000 }
}

$linePort = { Get-PeerPort "lines $($N.Lines) 64" }
$firstPort = 20001
$portList = "$firstPort-$($firstPort + $N.Ports - 1)"

# Python's own clock, so that starting Python does not count.
$python = @'
import socket, sys, time
start = time.perf_counter()
sock = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
count = 0
for line in sock.makefile("r"):
    count += 1
assert count == int(sys.argv[2])
print((time.perf_counter() - start) * 1000)
'@

$redisAhead = {
    $connection = New-SocketConnection 127.0.0.1 (Get-RedisPort) -ReplyFormat Redis
    $time = [Diagnostics.Stopwatch]::StartNew()
    Invoke-SocketCommand $redisCommands -Connection $connection -Pipelined > $null
    $time.Elapsed.TotalMilliseconds
    Close-SocketConnection $connection
}
$redisCommands = [string[]] $(for ($i = 0; $i -lt $N.Commands; $i++) { "SET key:$i value:$i" })

# Encodes and sends a thousand, reads their replies, and so on; it checks each.
$pythonRedis = @'
import socket, sys, time
count, window = int(sys.argv[2]), 1000
commands = [f"SET key:{i} value:{i}" for i in range(count)]
def encode(command):
    words = command.split()
    return b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(w), w.encode()) for w in words)
start = time.perf_counter()
sock = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
lines = sock.makefile("rb")
for i in range(0, count, window):
    sock.sendall(b"".join(encode(c) for c in commands[i:i + window]))
    for _ in range(min(window, count - i)):
        assert lines.readline() == b"+OK\r\n"
print((time.perf_counter() - start) * 1000)
'@

# A new pwsh's own clock, for the same reason. One like this, or the pwsh.dll that is named.
function Measure-NewShell([string] $Work, [string] $Pwsh) {
    $command = "`$time = [Diagnostics.Stopwatch]::StartNew(); $Work; [string] `$time.Elapsed.TotalMilliseconds"
    [double] $(if ($Pwsh) { & dotnet $Pwsh -NoProfile -NonInteractive -Command $command } else { Invoke-Pwsh -Command $command })
}

function Get-FirstGet([string] $Manifest) { "Import-Module '$Manifest'; `$answer = Invoke-RawHttpGet $http/small" }

function Get-WorkingSet([string] $Field) {
    $line = [IO.File]::ReadAllLines('/proc/self/status') | Where-Object { $_.StartsWith($Field) }
    [long] ($line -replace '\D') * 1KB
}

$rows = @(
    @{
        Name = 'GET of 1 GiB to the null device'; Goal = 1.3
        Ours = { Invoke-RawHttpGet "$http/big" -OutFile /dev/null }
        Peer = { & curl -s -o /dev/null "$http/big" }
    }
    @{
        Name = 'GET of 1 GiB to a file on tmpfs'; Goal = 1.2
        Ours = { Invoke-RawHttpGet "$http/big" -OutFile "$dir/ours" }
        Peer = { & curl -s -o "$dir/theirs" "$http/big" }
    }
    @{
        Name = 'GET of 1 GiB over TLS to the null device'; Goal = 1.1
        Ours = { Invoke-RawHttpGet "$https/big" -CertificateAuthority "$dir/cert.pem" -OutFile /dev/null }
        Peer = { & curl -s --cacert "$dir/cert.pem" -o /dev/null "$https/big" }
    }
    @{
        Name = 'GET of 1 GiB over TLS to a file on tmpfs'; Goal = 1.1
        Ours = { Invoke-RawHttpGet "$https/big" -CertificateAuthority "$dir/cert.pem" -OutFile "$dir/ours" }
        Peer = { & curl -s --cacert "$dir/cert.pem" -o "$dir/theirs" "$https/big" }
    }
    @{
        Name = 'The limit of GETs over TLS: SslStream in compiled C#, against curl'
        Ours = { Get-BareContent "$https/big" }
        Peer = { & curl -s --cacert "$dir/cert.pem" -o /dev/null "$https/big" }
    }
    @{
        Name = 'GET of 1 GiB, recorded, against the same unrecorded'; Goal = 0.8
        Ours = { Invoke-RawHttpGet "$http/big" -OutFile /dev/null -Transcript > $null }
        Peer = { Invoke-RawHttpGet "$http/big" -OutFile /dev/null > $null }
    }
    @{
        Name = 'Upload of 1 GiB'; Goal = 1.2
        Ours = { Invoke-RawHttpRequest "$http/put/ours" -Method PUT -InFile "$dir/www/big" -RequireSuccess > $null }
        Peer = { & curl -s -f -o /dev/null -T "$dir/www/big" "$http/put/theirs" }
    }
    @{
        Name = 'Upload of 1 GiB over TLS'; Goal = 1.0
        Ours = { Invoke-RawHttpRequest "$https/put/ours" -Method PUT -InFile "$dir/www/big" -CertificateAuthority "$dir/cert.pem" -RequireSuccess > $null }
        Peer = { & curl -s -f --cacert "$dir/cert.pem" -o /dev/null -T "$dir/www/big" "$https/put/theirs" }
    }
    @{
        Name = 'The limit of uploads: a Socket in compiled C#, against curl'
        Ours = { Get-BareContent "$http/put/ours" -InFile "$dir/www/big" }
        Peer = { & curl -s -f -o /dev/null -T "$dir/www/big" "$http/put/theirs" }
    }
    @{
        Name = 'GET of 1 GiB by curl through a relay, recorded, against the same without one'; Goal = 0.5
        Ours = { & curl -s -o /dev/null "http://127.0.0.1:$(Get-OurRelayPort)/big" }
        Peer = { & curl -s -o /dev/null "$http/big" }
    }
    @{
        Name = 'GET of 1 GiB by curl through socat -b 262144, against the same without it'; Needs = 'socat'
        Ours = { & curl -s -o /dev/null "http://127.0.0.1:$(Get-SocatPort)/big" }
        Peer = { & curl -s -o /dev/null "$http/big" }
    }
    @{
        Name = 'The limit of relays: two threads that block on a Socket each in compiled C#, against the same without them'
        Ours = { & curl -s -o /dev/null "http://127.0.0.1:$(Get-PeerPort "relay $(([uri] $http).Port)")/big" }
        Peer = { & curl -s -o /dev/null "$http/big" }
    }
    @{
        Name = '10,000 small GETs in turn, against curl'; Goal = 2.0; Warm = 2
        Ours = { $uris | Invoke-RawHttpGet > $null }
        Peer = { & curl -s -K "$dir/list" }
    }
    @{
        Name = '10,000 small GETs in turn, against HttpClient in compiled C#'; Goal = 0.8; Warm = 2
        Ours = { $uris | Invoke-RawHttpGet > $null }
        Peer = { Get-HttpClientContent $uris }
    }
    @{
        Name = '10,000 small GETs, 64 at once, against curl'; Goal = 1.4; Warm = 2
        Ours = { $uris | Invoke-RawHttpGet -ThrottleLimit 64 > $null }
        Peer = { & curl -s -Z --parallel-max 64 -K "$dir/list" 2>$null }
    }
    @{
        Name = '10,000 small GETs, 64 at once, against HttpClient in compiled C#'; Goal = 0.7; Warm = 2
        Ours = { $uris | Invoke-RawHttpGet -ThrottleLimit 64 > $null }
        Peer = { Get-HttpClientContent $uris -ThrottleLimit 64 }
    }
    @{
        Name = '10 M lines, -All, against a bare cmdlet that writes as many strings'; Goal = 0.75
        Ours = {
            $connection = New-SocketConnection 127.0.0.1 (& $linePort)
            Receive-SocketLine $connection -All > $null
            Close-SocketConnection $connection
        }
        Peer = { Write-FreshLine -Count $N.Lines -Length 63 > $null }
    }
    @{
        Name = '10 M lines, -All, against a PowerShell loop on StreamReader'; Goal = 2.0; Rounds = 3
        Ours = {
            $connection = New-SocketConnection 127.0.0.1 (& $linePort)
            Receive-SocketLine $connection -All > $null
            Close-SocketConnection $connection
        }
        Peer = {
            $client = [Net.Sockets.TcpClient]::new('127.0.0.1', (& $linePort))
            $reader = [IO.StreamReader]::new($client.GetStream())
            while ($null -ne $reader.ReadLine()) { }
            $client.Dispose()
        }
    }
    @{
        Name = 'The limit of lines: a bare cmdlet on a Socket, against one that writes as many strings'
        Ours = { Receive-AllBareLine (& $linePort) > $null }
        Peer = { Write-FreshLine -Count $N.Lines -Length 63 > $null }
    }
    @{
        Name = '10 M lines, -All, recorded, against the same unrecorded'; Goal = 0.8; Rounds = 3
        Ours = {
            $connection = New-SocketConnection 127.0.0.1 (& $linePort) -Transcript
            Receive-SocketLine $connection -All > $null
            Close-SocketConnection $connection
        }
        Peer = {
            $connection = New-SocketConnection 127.0.0.1 (& $linePort)
            Receive-SocketLine $connection -All > $null
            Close-SocketConnection $connection
        }
    }
    @{
        Name = '10 M lines, -ReadCount 1000, against Python'; Goal = 4.5; Timed = $true; Needs = 'python3'
        Ours = {
            $time = [Diagnostics.Stopwatch]::StartNew()
            $connection = New-SocketConnection 127.0.0.1 (& $linePort)
            Receive-SocketLine $connection -All -ReadCount 1000 > $null
            Close-SocketConnection $connection
            $time.Elapsed.TotalMilliseconds
        }
        Peer = { [double] (& python3 -c $python (& $linePort) $N.Lines) }
    }
    @{
        Name = 'The limit of -ReadCount: a bare cmdlet on a Socket that writes arrays of 1000 lines, against Python'; Timed = $true; Needs = 'python3'
        Ours = {
            $time = [Diagnostics.Stopwatch]::StartNew()
            Receive-AllBareLine (& $linePort) -ReadCount 1000 > $null
            $time.Elapsed.TotalMilliseconds
        }
        Peer = { [double] (& python3 -c $python (& $linePort) $N.Lines) }
    }
    @{
        Name = '10,000 line round trips, two cmdlets, against TcpClient in a loop'; Goal = 0.45; Warm = 3
        Ours = {
            $connection = New-SocketConnection 127.0.0.1 (Get-PeerPort echo)
            for ($i = 0; $i -lt $N.Trips; $i++) {
                Send-SocketLine 'hello' -Connection $connection
                $null = Receive-SocketLine $connection
            }

            Close-SocketConnection $connection
        }
        Peer = { & $tcpClientLoop }
    }
    @{
        Name = '10,000 line round trips, Invoke-SocketCommand, against TcpClient in a loop'; Goal = 0.7; Warm = 3
        Ours = {
            $connection = New-SocketConnection 127.0.0.1 (Get-PeerPort echo) -ReplyFormat Line
            for ($i = 0; $i -lt $N.Trips; $i++) {
                $null = Invoke-SocketCommand 'hello' -Connection $connection
            }

            Close-SocketConnection $connection
        }
        Peer = { & $tcpClientLoop }
    }
    @{
        Name = '10,000 line round trips, the connection''s methods, against TcpClient in a loop'; Goal = 0.95; Warm = 3
        Ours = {
            $connection = New-SocketConnection 127.0.0.1 (Get-PeerPort echo)
            for ($i = 0; $i -lt $N.Trips; $i++) {
                $connection.SendLine('hello')
                $null = $connection.ReceiveLine()
            }

            Close-SocketConnection $connection
        }
        Peer = { & $tcpClientLoop }
    }
    @{
        Name = '10,000 line round trips in one pipeline, against TcpClient in a loop'; Warm = 3
        Ours = {
            $connection = New-SocketConnection 127.0.0.1 (Get-PeerPort echo)
            @($connection) * $N.Trips | Send-SocketLine 'hello' -PassThru | Receive-SocketLine > $null
            Close-SocketConnection $connection
        }
        Peer = { & $tcpClientLoop }
    }
    @{
        Name = 'The limit of round trips: two cmdlets that only call a Socket, against TcpClient in a loop'; Warm = 3
        Ours = {
            $client = [Net.Sockets.TcpClient]::new('127.0.0.1', (Get-PeerPort echo))
            $client.NoDelay = $true
            $socket = $client.Client
            for ($i = 0; $i -lt $N.Trips; $i++) {
                Send-BareLine 'hello' -Socket $socket
                $null = Receive-BareLine $socket
            }

            $client.Dispose()
        }
        Peer = { & $tcpClientLoop }
    }
    @{
        Name = '100,000 commands sent ahead to redis, against redis-cli --pipe'; Goal = 1.0; Timed = $true; Needs = 'redis-server', 'redis-cli'
        Ours = { & $redisAhead }
        Peer = {
            $time = [Diagnostics.Stopwatch]::StartNew()
            & sh -c 'redis-cli -p "$0" --pipe < "$1" > /dev/null' (Get-RedisPort) "$dir/commands"
            $time.Elapsed.TotalMilliseconds
        }
    }
    @{
        Name = '100,000 commands sent ahead to redis, against a Python socket'; Timed = $true; Needs = 'redis-server', 'python3'
        Ours = { & $redisAhead }
        Peer = { [double] (& python3 -c $pythonRedis (Get-RedisPort) $N.Commands) }
    }
    @{
        Name = '10,000 loopback ports, against nmap'; Goal = 1.6; Needs = 'nmap'
        Ours = { Test-SocketPort 127.0.0.1 $portList -Detailed }
        Peer = { & nmap -sT -n -Pn -T5 -p $portList 127.0.0.1 }
    }
    @{
        Name = '65,535 loopback ports, against nmap'; Goal = 1.6; Needs = 'nmap'
        Ours = { Test-SocketPort 127.0.0.1 "1-$($N.AllPorts)" -Detailed }
        Peer = { & nmap -sT -n -Pn -T5 -p "1-$($N.AllPorts)" 127.0.0.1 }
    }
    @{
        Name = 'The package: import and first GET in a new pwsh of the .NET tool, against its first Invoke-WebRequest'; Goal = 1.6; Timed = $true
        Ours = { Measure-NewShell (Get-FirstGet (Get-PackageManifest)) }
        Peer = { Measure-NewShell "`$answer = Invoke-WebRequest $http/small" }
    }
    @{
        Name = 'The package: the same in a pwsh compiled ahead'; Goal = 2.2; Timed = $true
        Ours = { Measure-NewShell (Get-FirstGet (Get-PackageManifest)) -Pwsh (Get-PwshAhead) }
        Peer = { Measure-NewShell "`$answer = Invoke-WebRequest $http/small" -Pwsh (Get-PwshAhead) }
    }
    @{
        Name = 'The checkout: import and first GET in a new pwsh, against its first Invoke-WebRequest'; Timed = $true
        Ours = { Measure-NewShell (Get-FirstGet "$root/SocketTools.psd1") }
        Peer = { Measure-NewShell "`$answer = Invoke-WebRequest $http/small" }
    }
    @{
        Name = 'Managed memory of an idle connection, 5,000 open'; Most = 2; Unit = 'KiB'
        Ours = {
            $port = Get-PeerPort hold
            Close-SocketConnection (New-SocketConnection 127.0.0.1 $port)
            $connections = [object[]]::new($N.Idle)
            $before = [GC]::GetTotalMemory($true)
            for ($i = 0; $i -lt $N.Idle; $i++) { $connections[$i] = New-SocketConnection 127.0.0.1 $port }
            $used = [GC]::GetTotalMemory($true) - $before
            foreach ($connection in $connections) { Close-SocketConnection $connection }
            $used / $N.Idle / 1KB
        }
    }
    @{
        Name = 'Memory that grows while 4 GiB stream by'; Most = 32; Unit = 'MiB'
        Ours = {
            [IO.File]::WriteAllText('/proc/self/clear_refs', '5')
            $before = Get-WorkingSet VmRSS
            for ($i = 0; $i -lt $N.Streams; $i++) { $null = Invoke-RawHttpGet "$http/big" -OutFile /dev/null }
            ((Get-WorkingSet VmHWM) - $before) / 1MB
        }
    }
    @{
        Name = 'Memory that grows while 4 GiB stream through a relay, recorded'; Most = 32; Unit = 'MiB'
        Ours = {
            $relay = Start-SocketRelay "127.0.0.1:$(([uri] $http).Port)"
            [IO.File]::WriteAllText('/proc/self/clear_refs', '5')
            $before = Get-WorkingSet VmRSS
            & curl -s -o /dev/null "http://127.0.0.1:$($relay.Port)/big?[1-$($N.Streams)]"
            ((Get-WorkingSet VmHWM) - $before) / 1MB
            Stop-SocketListener $relay
        }
    }
)

$tcpClientLoop = {
    $client = [Net.Sockets.TcpClient]::new('127.0.0.1', (Get-PeerPort echo))
    $client.NoDelay = $true
    $stream = $client.GetStream()
    $reader = [IO.StreamReader]::new($stream)
    $writer = [IO.StreamWriter]::new($stream)
    $writer.AutoFlush = $true
    for ($i = 0; $i -lt $N.Trips; $i++) {
        $writer.WriteLine('hello')
        $null = $reader.ReadLine()
    }

    $client.Dispose()
}
