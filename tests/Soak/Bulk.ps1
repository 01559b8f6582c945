# What goes many at a time in a soak. Each request bears a number, and its answer the same: one that is lost, doubled, or another's is seen.

$bulk = 1000
$numbers = [string[]] (10000..(9999 + $bulk))
$all = $numbers -join ' '
$fewer = @($numbers[0..299])

function Test-Answer([object[]] $Answer, [string] $Expected = $all) {
    $told = "$Answer"
    if ($told -cne $Expected) {
        for ($at = 0; $at -lt $told.Length -and $at -lt $Expected.Length -and $told[$at] -ceq $Expected[$at]; $at++) { }
        throw "$($Answer.Count) answers, which are other ones from character $at on: $($told.Substring($at, [Math]::Min(40, $told.Length - $at)))"
    }
}

# Of each format: the greeting, what a line has to be to be answered, the answer, the command.
$formats = [ordered] @{
    Line      = '', '^n(\d+)$', '{1}', 'n{0}'
    Smtp      = '220 ready', '^RCPT TO:<(\d+)@x>$', '250 {1}', 'RCPT TO:<{0}@x>'
    Lmtp      = '220 ready', '^RCPT TO:<(\d+)@x>$', '250 {1}', 'RCPT TO:<{0}@x>'
    Nntp      = '200 ready', '^DATE (\d+)$', '111 {1}', 'DATE {0}'
    Pop3      = '+OK ready', '^NOOP (\d+)$', '+OK {1}', 'NOOP {0}'
    Imap      = '* OK ready', '^(\S+) NOOP (\d+)$', '{1} OK {2}', 'NOOP {0}'
    Sieve     = "`"SIEVE`" `"fileinto`"`nOK", '^NOOP "(\d+)"$', 'OK "{1}"', 'NOOP "{0}"'
    Redis     = '', '^(\d{5})$', '+{1}', 'ECHO {0}'
    Memcached = '', '^incr n (\d+)$', '{1}', 'incr n {0}'
}
$commands = @{}
foreach ($format in $formats.Keys) {
    $commands[$format] = [string[]] $numbers.ForEach{ $formats[$format][3] -f $_ }
}

$numbered = @{ '^GET /(\d+) ' = "HTTP/1.1 200 OK`nContent-Length: 7`n`n{1}" }

function Start-BulkSeason {
    $script:servers = @{}
    foreach ($format in $formats.Keys) {
        $greeting, $asked, $answer, $null = $formats[$format]
        $how = @{ Reply = @{ $asked = $answer } }
        if ($greeting) {
            $how.Greeting = $greeting
        }

        $servers[$format] = Start-SocketListener @how
    }

    $servers.Web = Start-SocketListener -Reply $numbered
    $servers.SafeWeb = Start-SocketListener -Reply $numbered -Tls -Certificate $certificate
    $servers.Safe = Start-SocketListener -Greeting '220 ready' -Reply @{ $formats.Smtp[1] = $formats.Smtp[2] } -Tls -Certificate $certificate
    $servers.Unix = Start-SocketListener -UnixSocket "$folder/redis" -Reply @{ '^(\d{5})$' = '+{1}' }
    $servers.Sliced = Start-SocketRelay "127.0.0.1:$($servers.Smtp.Port)" -SliceBytes 37 -Latency 0.001 -Jitter 0.001
    $servers.Cut = Start-SocketRelay "127.0.0.1:$($servers.Nntp.Port)" -CutAfterBytes 3000 -CutBy Close -Towards Client
    $servers.Foul = Start-SocketRelay "127.0.0.1:$($servers.Web.Port)" -CutAfterBytes 30 -CutBy Reset -Chance 0.1 -Towards Client
    $script:uris = $fewer.ForEach{ "http://127.0.0.1:$($servers.Web.Port)/$_" }
    $script:safeUris = @($fewer[0..99].ForEach{ "https://127.0.0.1:$($servers.SafeWeb.Port)/$_" })
    $script:foulUris = @($fewer[0..99].ForEach{ "http://127.0.0.1:$($servers.Foul.Port)/$_" })
}

function Stop-BulkSeason {
    Stop-SocketListener @($servers.Values)
}

function Invoke-Ahead([hashtable] $Where, [string] $Format, [int] $Count = $bulk) {
    $connection = New-SocketConnection @Where -ReplyFormat $Format
    $replies = Invoke-SocketCommand $commands[$Format][0..($Count - 1)] -Connection $connection -Pipelined
    Close-SocketConnection $connection
    Test-Answer $replies.Text "$($numbers[0..($Count - 1)])"
}

function Get-Number([object[]] $Response) { $Response.ForEach{ $_.Content.TrimEnd() } }

# As in Run.ps1; a block that knows better how many exchanges it was writes it.
$bulkKinds = [ordered] @{}
foreach ($format in $formats.Keys) {
    $bulkKinds["$format, sent ahead"] = @{
        Do    = { Invoke-Ahead @{ HostName = '127.0.0.1'; Port = $servers[$args[0]].Port } $args[0] }
        With  = $format
        Times = $bulk
    }
}

$bulkKinds += [ordered] @{
    'Redis on a Unix socket, sent ahead' = @{ Do = { Invoke-Ahead @{ UnixSocket = "$folder/redis" } Redis }; Times = $bulk }
    'Smtp over TLS, sent ahead' = @{ Do = { Invoke-Ahead @{ HostName = '127.0.0.1'; Port = $servers.Safe.Port; Tls = $true; SkipCertificateCheck = $true } Smtp }; Times = $bulk }
    'Smtp in slices that come late, sent ahead' = @{ Do = { Invoke-Ahead @{ HostName = '127.0.0.1'; Port = $servers.Sliced.Port } Smtp }; Times = $bulk }
    'Nntp, sent ahead and cut off' = @{
        Do = {
            $connection = New-SocketConnection 127.0.0.1 $servers.Cut.Port -ReplyFormat Nntp
            $replies = @(Invoke-SocketCommand $commands.Nntp -Connection $connection -Pipelined -ErrorAction SilentlyContinue -ErrorVariable cut)
            Close-SocketConnection $connection
            if ($cut.Count -eq 0 -or $replies.Count -lt 200) {
                throw "Cut off behind 3,000 bytes, but $($replies.Count) replies and the error $cut."
            }

            Test-Answer $replies.Text "$($numbers[0..($replies.Count - 1)])"
            $replies.Count
            Write-Error $cut[0] -ErrorAction Stop
        }
        Ends = 'RemoteClosed', 'Truncated', 'ConnectionReset'
    }
    'GET, connection kept' = @{ Do = { Test-Answer (Get-Number ($uris | Invoke-RawHttpGet)) "$fewer" }; Times = $fewer.Count }
    'GET over TLS, connection kept' = @{ Do = { Test-Answer (Get-Number ($safeUris | Invoke-RawHttpGet -SkipCertificateCheck)) "$($fewer[0..99])" }; Times = 100 }
    'GET, 64 at once' = @{
        Do = {
            $responses = $uris | Invoke-RawHttpGet -ThrottleLimit 64
            foreach ($response in $responses) {
                if ($response.Content.TrimEnd() -cne $response.RequestUri.AbsolutePath.Substring(1)) { throw "$($response.RequestUri) got $($response.Content)" }
            }

            Test-Answer (Get-Number $responses | Sort-Object) "$fewer"
        }
        Times = $fewer.Count
    }
    'GET, 64 at once, one in ten reset' = @{
        Do = {
            $responses = $foulUris | Invoke-RawHttpGet -ThrottleLimit 64 -ErrorAction SilentlyContinue -ErrorVariable lost
            foreach ($response in $responses) {
                if ($response.Content.TrimEnd() -cne $response.RequestUri.AbsolutePath.Substring(1)) { throw "$($response.RequestUri) got $($response.Content)" }
            }

            $ids = $lost.ForEach{ ($_.FullyQualifiedErrorId -split ',')[0] }
            if ($ids.Where{ $_ -notin $foulEnds } -or $responses.Count + $ids.Count -ne 100) {
                throw "$($responses.Count) responses and $($ids.Count) errors: $($ids | Sort-Object -Unique)"
            }

            100
            if ($lost) { Write-Error $lost[0] -ErrorAction Stop }
        }
        MayEnd = 'Truncated', 'ConnectionReset', 'RemoteClosed'
    }
    'lines, there and back' = @{
        Do = {
            $listener = Start-SocketListener
            $client = New-SocketConnection 127.0.0.1 $listener.Port
            $server = Wait-SocketConnection $listener
            Send-SocketLine $numbers -Connection $client
            $asked = Receive-SocketLine $server -Count $bulk
            Test-Answer $asked
            $asked | Send-SocketLine -Connection $server
            Test-Answer (Receive-SocketLine $client -Count $bulk)
            Close-SocketConnection $client, $server
            Stop-SocketListener $listener
        }
        Times = $bulk
    }
    'datagrams, there and back' = @{
        Do = {
            $listener = Start-SocketListener -Udp
            $client = New-SocketConnection 127.0.0.1 $listener.Port -Udp
            $numbers[0..99] | Send-SocketDatagram -Connection $client
            Receive-SocketDatagram $listener -Count 100 | ForEach-Object { $_ | Send-SocketDatagram $_.Text -Listener $listener }
            Test-Answer (Receive-SocketDatagram $client -Count 100).Text "$($numbers[0..99])"
            Close-SocketConnection $client
            Stop-SocketListener $listener
        }
        Times = 100
    }
}
