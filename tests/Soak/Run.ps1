<#
.SYNOPSIS
    Exchanges of every kind for a long time, with faults on; memory, handles, threads and the time of a step have to stay flat.
.DESCRIPTION
    Both ends are in this process: listeners that answer, a relay and a replay, in weather that delays, slices, resets and falls silent. An exchange
    is one request and its reply (a line, a datagram, a command, a GET). It ends well, or with one of the errors that its weather brings; any other
    error fails the soak. A round does each kind: every cmdlet's single exchanges and every fault a few times, and what goes many at a time in bulk
    (commands of each format of replies sent ahead, kept connections, lines, datagrams). Each reply in bulk tells what it answers, so that a lost one or
    one that went to another request is seen.

    Once in a while the servers are stopped, everything is collected, and counted. Flat means: in the last quarter no more than in the second, but for a little.
    Gives an object with what it counted, and draws it.
.PARAMETER Minutes
    How long, at the most.
.PARAMETER Exchanges
    Ends sooner once there were so many.
.PARAMETER OutFile
    Where the picture goes (SVG); none without it.
#>
[CmdletBinding()]
param([double] $Minutes = 1, [long] $Exchanges = [long]::MaxValue, [string] $OutFile)

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../../SocketTools.psd1" -Force
. "$PSScriptRoot/Picture.ps1"

$folder = (New-Item (Join-Path ([System.IO.Path]::GetTempPath()) "soak-$PID") -ItemType Directory -Force).FullName
$key = [System.Security.Cryptography.ECDsa]::Create([System.Security.Cryptography.ECCurve+NamedCurves]::nistP256)
$request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=localhost', $key, 'SHA256')
$certificate = $request.CreateSelfSigned([DateTimeOffset]::Now.AddDays(-1), [DateTimeOffset]::Now.AddDays(30))

$page = "HTTP/1.1 200 OK`r`nContent-Type: text/plain`r`nContent-Length: 500`r`n`r`n" + 'x' * 500
"S: 220 ready`nC: EHLO me`nS: 250-Hello me`nS: 250 SIZE 5`nC: QUIT`nS: 221 Bye`n* close" | Set-Content "$folder/known.txt"
$known = Import-SocketTranscript "$folder/known.txt"

# A port that nobody listens on, nor anybody else may take.
$taken = [System.Net.Sockets.Socket]::new('InterNetwork', 'Stream', 'Tcp')
$taken.Bind([System.Net.IPEndPoint]::new([ipaddress]::Loopback, 0))
$closed = $taken.LocalEndPoint.Port

# They keep what clients asked them, up to their limits; so they live for a season, and what is counted is what is left behind it.
function Start-Season {
    $script:web = Start-SocketListener -Response $page
    $script:safe = Start-SocketListener -Response $page -Tls -Certificate $certificate
    $script:mail = Start-SocketListener -Greeting '220 ready' -Reply ([ordered] @{ '^EHLO (\S+)' = "250-Hello {1}`r`n250 SIZE 5"; '^QUIT' = '221 Bye' }) -Transcript
    $script:foul = Start-SocketRelay "127.0.0.1:$($web.Port)" -Latency 0.001 -Jitter 0.001 -SliceBytes 100 -CutAfterBytes 300 -CutBy Reset -Chance 0.3
    $script:closing = Start-SocketRelay "127.0.0.1:$($web.Port)" -CutAfterBytes 200 -CutBy Close
    $script:silent = Start-SocketRelay "127.0.0.1:$($web.Port)" -CutAfterBytes 100 -CutBy Silence
    $script:replay = Start-SocketReplay $known
    $script:addresses = @("http://127.0.0.1:$($web.Port)/") * 20
}

function Stop-Season {
    Stop-SocketListener $web, $safe, $mail, $foul, $closing, $silent, $replay
}

$hellos = @('EHLO me') * 100
. "$PSScriptRoot/Bulk.ps1"

# Times: how many exchanges it is, where it is several and the block does not write it. With: what the block is called with. Ends: what it has to end in,
# by its weather; MayEnd: what it may end in.
$foulEnds = 'Truncated', 'ConnectionReset', 'RemoteClosed'
$kinds = [ordered] @{
    'HTTP' = @{ Do = { $null = $addresses | Invoke-RawHttpGet }; Times = 20 }
    'HTTP over TLS' = @{ Do = { $null = Invoke-RawHttpGet "https://127.0.0.1:$($safe.Port)/" -SkipCertificateCheck } }
    'HTTP by hand' = @{
        Do = {
            $connection = New-SocketConnection 127.0.0.1 $web.Port
            $connection | Send-RawHttpRequest "http://127.0.0.1:$($web.Port)/a" -PassThru | Receive-RawHttpResponse > $null
            Close-SocketConnection $connection
            $null = ConvertTo-RawHttpRequest http://h/ -Method POST -Body 'a'
            $null = ConvertFrom-RawHttpResponse $page
            $null = Invoke-RawHttpRequest "http://127.0.0.1:$($web.Port)/" -Method PUT -Body 'body'
        }
        Times = 2
    }
    'reset and slow' = @{ Do = { $null = Invoke-RawHttpGet "http://127.0.0.1:$($foul.Port)/" }; MayEnd = $foulEnds }
    'closed early' = @{ Do = { $null = Invoke-RawHttpGet "http://127.0.0.1:$($closing.Port)/" }; Ends = $foulEnds }
    'silent' = @{ Do = { $null = Invoke-RawHttpGet "http://127.0.0.1:$($silent.Port)/" -IdleTimeoutSec 0.005 }; Ends = 'ReceiveTimeout' }
    'dialogue' = @{
        Do = {
            $connection = New-SocketConnection 127.0.0.1 $mail.Port -ReplyFormat Smtp -Transcript
            'EHLO me', 'QUIT' | Invoke-SocketCommand -Connection $connection > $null
            Close-SocketConnection $connection
            $transcript = Get-SocketTranscript $connection
            Export-SocketTranscript "$folder/dialogue.txt" -Transcript $transcript
            Export-SocketTranscript "$folder/dialogue.pcapng" -Transcript $transcript
            if (Compare-SocketTranscript (Import-SocketTranscript "$folder/dialogue.txt") $transcript) { throw 'The transcript is another.' }
            $null = Import-SocketTranscript "$folder/dialogue.pcapng"
            $null = ConvertTo-SocketScript $transcript
        }
        Times = 2
    }
    'replay' = @{
        Do = {
            $connection = New-SocketConnection 127.0.0.1 $replay.Port -ReplyFormat Smtp
            'EHLO me', 'QUIT' | Invoke-SocketCommand -Connection $connection > $null
            Close-SocketConnection $connection
        }
        Times = 2
    }
    'round trips' = @{
        Do = {
            $connection = New-SocketConnection 127.0.0.1 $mail.Port -ReplyFormat Smtp
            $hellos | Invoke-SocketCommand -Connection $connection > $null
            Close-SocketConnection $connection
        }
        Times = 100
    }
    'both ends' = @{
        Do = {
            $listener = Start-SocketListener
            $client = New-SocketConnection 127.0.0.1 $listener.Port
            $server = Wait-SocketConnection $listener
            Send-SocketLine 'a', 'b' -Connection $client
            $null = Receive-SocketLine $server -Count 2
            Send-SocketData ([byte[]]::new(5000)) -Connection $server
            $null = Receive-SocketData $client -Count 5000
            Send-SocketLine 'login:' -Connection $server
            $null = Wait-SocketPattern $client 'login:'
            Set-SocketOption $client NoDelay $true
            $null = Get-SocketOption $client NoDelay
            $null = Get-SocketConnection
            $null = Get-SocketListener
            Close-SocketConnection $client, $server
            Stop-SocketListener $listener
        }
    }
    'a late line' = @{
        Do = {
            $listener = Start-SocketListener
            $client = New-SocketConnection 127.0.0.1 $listener.Port
            $server = Wait-SocketConnection $listener
            try { Receive-SocketLine $client -TimeoutSec 0.002 } finally { Close-SocketConnection $client, $server -Abort; Stop-SocketListener $listener }
        }
        Ends = 'ReceiveTimeout'
    }
    'STARTTLS' = @{
        Do = {
            $listener = Start-SocketListener
            $client = New-SocketConnection 127.0.0.1 $listener.Port
            $server = Wait-SocketConnection $listener
            # Two handshakes need two threads: this one is broken off.
            try { Protect-SocketConnection $client -ConnectTimeoutSec 0.002 } finally { Close-SocketConnection $client, $server; Stop-SocketListener $listener }
        }
        Ends = 'ConnectTimeout'
    }
    'datagrams' = @{
        Do = {
            $listener = Start-SocketListener -Udp
            Send-SocketDatagram 'ping' -HostName 127.0.0.1 -Port $listener.Port
            $null = Receive-SocketDatagram $listener
            Stop-SocketListener $listener
        }
    }
    'looking' = @{
        Do = {
            $null = Test-SocketPort 127.0.0.1 $web.Port, $closed -Detailed
            $null = Resolve-SocketAddress 127.0.0.1
            $null = Get-SocketCertificate 127.0.0.1 $safe.Port
            $null = Get-UriContent "http://127.0.0.1:$($web.Port)/"
            $null = Get-UriContent "$folder/known.txt"
        }
    }
    'refused' = @{ Do = { $null = New-SocketConnection 127.0.0.1 $closed }; Ends = 'ConnectFailed' }
    'come and gone' = @{
        Do = {
            $relay = Start-SocketRelay "127.0.0.1:$($web.Port)"
            Set-SocketWeather $relay -SliceBytes 10
            $null = Invoke-RawHttpGet "http://127.0.0.1:$($relay.Port)/"
            Stop-SocketListener $relay
            $player = Start-SocketReplay $known
            Stop-SocketListener $player
        }
    }
}

# All cmdlets are in it but the one that needs a terminal.
$used = $kinds.Values.Do.ForEach{ $_.Ast.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true) }.ForEach{ $_.GetCommandName() }
$unused = (Get-Command -Module SocketTools).Name | Where-Object { $_ -notin $used -and $_ -ne 'Enter-SocketConnection' }
if ($unused) {
    throw "Not in any exchange: $unused"
}

function Get-ProcessorTime {
    $process = [System.Diagnostics.Process]::GetCurrentProcess()
    $process.TotalProcessorTime
    $process.Dispose()
}

function Get-Sample {
    for ($i = 0; $i -lt 3; $i++) {
        [GC]::Collect()
        [GC]::WaitForPendingFinalizers()
    }

    $process = [System.Diagnostics.Process]::GetCurrentProcess()
    [pscustomobject] @{
        Exchanges   = $count
        HeapMiB     = [GC]::GetTotalMemory($true) / 1MB
        Handles     = $process.HandleCount
        Threads     = $process.Threads.Count
        StepMs      = $spent.Elapsed.TotalMilliseconds / [Math]::Max(1, $count - $before)
        ProcessorMs = $worked.TotalMilliseconds / [Math]::Max(1, $count - $before)
    }
    $process.Dispose()
}

$counted = [ordered] @{}
$ended = @{}
foreach ($name in @($kinds.Keys) + @($bulkKinds.Keys)) {
    $counted[$name] = 0
    $ended[$name] = @{}
}

$rounds = 5
$count = $before = 0
$unexpected = [System.Collections.Generic.List[string]]::new()
$samples = [System.Collections.Generic.List[object]]::new()
$clock = [System.Diagnostics.Stopwatch]::StartNew()
$spent = [System.Diagnostics.Stopwatch]::new()
$worked = [timespan]::Zero
$next = 0
try {
    while ($clock.Elapsed.TotalMinutes -lt $Minutes -and $count -lt $Exchanges -and $unexpected.Count -lt 10) {
        $began = Get-ProcessorTime
        $spent.Start()
        Start-Season
        Start-BulkSeason
        for ($round = 0; $round -lt $rounds; $round++) {
            $due = if ($round -lt $rounds - 1) { $kinds.Keys } else { @($kinds.Keys) + @($bulkKinds.Keys) }
            foreach ($name in $due) {
                $kind = $kinds[$name] ?? $bulkKinds[$name]
                $told = $null
                $id = ''
                $words = 'it ended well'
                try {
                    & $kind.Do $kind.With | ForEach-Object { $told = $_ }
                }
                catch {
                    $id = ($_.FullyQualifiedErrorId -split ',')[0]
                    $words = "$id, $_"
                    $ended[$name][$id]++
                }

                if ($kind.Ends ? $id -notin $kind.Ends : $id -and $id -notin $kind.MayEnd) {
                    $unexpected.Add("${name}: $words")
                }

                $times = $told ?? $kind.Times ?? 1
                $counted[$name] += $times
                $count += $times
            }
        }

        Stop-BulkSeason
        Stop-Season
        $spent.Stop()
        $worked += (Get-ProcessorTime) - $began
        $Error.Clear()
        if ($left = @(Get-SocketConnection) + @(Get-SocketListener)) {
            $unexpected.Add("Left open: $left")
        }

        # Two hundred samples, whichever ends it.
        if ([Math]::Max($clock.Elapsed.TotalMinutes / $Minutes, $count / $Exchanges) -ge $next) {
            $samples.Add((Get-Sample))
            $before = $count
            $spent.Reset()
            $worked = [timespan]::Zero
            $next += 1 / 200
        }
    }
}
finally {
    $taken.Dispose()
    Remove-Item $folder -Recurse -Force
}

function Get-Median([double[]] $Values) {
    $sorted = @($Values | Sort-Object)
    $sorted[[int] [Math]::Floor($sorted.Count / 2)]
}

# The first quarter compiles, fills pools and caches. The time of an exchange is what the machine's other work leaves: its processor time tells more.
$quarter = [int] [Math]::Floor($samples.Count / 4)
$early = $samples.GetRange($quarter, [Math]::Max(1, $quarter))
$late = $samples.GetRange($samples.Count - $quarter - [int] ($quarter -eq 0), [Math]::Max(1, $quarter))
$allowed = [ordered] @{ HeapMiB = 1.05, 1; Handles = 1.05, 15; Threads = 1.05, 8; ProcessorMs = 1.25, 0.02 }
foreach ($what in $allowed.Keys) {
    $from, $to = (Get-Median $early.$what), (Get-Median $late.$what)
    if ($to -gt $from * $allowed[$what][0] + $allowed[$what][1]) {
        $unexpected.Add("$what grew from $from to $to.")
    }
}

if ($OutFile) {
    [System.IO.File]::WriteAllText($ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($OutFile), (ConvertTo-SoakPicture $samples $clock.Elapsed))
}

[pscustomobject] @{
    Exchanges   = $count
    Took        = $clock.Elapsed
    HeapMiB     = '{0:0.0} to {1:0.0}' -f (Get-Median $early.HeapMiB), (Get-Median $late.HeapMiB)
    Handles     = '{0} to {1}' -f (Get-Median $early.Handles), (Get-Median $late.Handles)
    Threads     = '{0} to {1}' -f (Get-Median $early.Threads), (Get-Median $late.Threads)
    StepMs      = '{0:0.000} to {1:0.000}' -f (Get-Median $early.StepMs), (Get-Median $late.StepMs)
    ProcessorMs = '{0:0.000} to {1:0.000}' -f (Get-Median $early.ProcessorMs), (Get-Median $late.ProcessorMs)
    Kinds       = $counted.Keys.ForEach{ "$($counted[$_]) $_$(foreach ($id in $ended[$_].Keys | Sort-Object) { ", $($ended[$_][$id]) calls with $id" })" }
    Unexpected  = $unexpected
}
