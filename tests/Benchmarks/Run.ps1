<#
.SYNOPSIS
    Measures SocketTools against its peers, side by side in one run.
.DESCRIPTION
    Starts nginx on loopback with its files in memory, runs each row and its peer in turn, several times, and prints the median of each
    and the ratio of the peer's time to ours: 1.0 is as fast, 2.0 is twice as fast. A row counts the time inside a warm session against
    the peer's own whole run. Needs nginx, curl and openssl; a Unix system with /dev/shm.
.PARAMETER Row
    Only the rows whose names match; wildcards are allowed.
.PARAMETER Rounds
    How often each is run.
.PARAMETER OutFile
    Writes the table there too, as Markdown.
.EXAMPLE
    ./tests/Benchmarks/Run.ps1 -Row *GET*
#>
[CmdletBinding()]
param(
    [string] $Row = '*',
    [ValidateRange(1, 100)] [int] $Rounds = 5,
    [string] $OutFile
)

$ErrorActionPreference = 'Stop'
$root = (Resolve-Path "$PSScriptRoot/../..").Path
Import-Module "$root/SocketTools.psd1"

$dir = "/dev/shm/socket-tools-bench-$PID"
[void] [IO.Directory]::CreateDirectory("$dir/www")

function New-Nginx {
    $ports = 1..2 | ForEach-Object { $l = Start-SocketListener; $l.Port; Stop-SocketListener $l }
    & openssl req -x509 -newkey rsa:2048 -nodes -keyout "$dir/key.pem" -out "$dir/cert.pem" -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost 2>$null
    $big = [IO.File]::Create("$dir/www/1g")
    $big.SetLength(1GB)
    $big.Dispose()
    [IO.File]::WriteAllText("$dir/www/small", "hello`n")
    [IO.File]::WriteAllText("$dir/nginx.conf", @"
master_process off; daemon off; pid $dir/nginx.pid; error_log /dev/null;
events { worker_connections 4096; }
http {
  access_log off; sendfile on; keepalive_requests 10000000;
  client_body_temp_path $dir/t1; proxy_temp_path $dir/t2; fastcgi_temp_path $dir/t3; uwsgi_temp_path $dir/t4; scgi_temp_path $dir/t5;
  server { listen 127.0.0.1:$($ports[0]); root $dir/www; }
  server { listen 127.0.0.1:$($ports[1]) ssl; ssl_certificate $dir/cert.pem; ssl_certificate_key $dir/key.pem; root $dir/www; }
}
"@)
    & chmod -R a+rX $dir
    $process = [Diagnostics.Process]::Start([Diagnostics.ProcessStartInfo]::new('nginx', "-c $dir/nginx.conf"))
    while (-not ($probe = New-SocketConnection 127.0.0.1 $ports[0] -ErrorAction Ignore)) { [Threading.Thread]::Yield() | Out-Null }
    Close-SocketConnection $probe
    [pscustomobject] @{ Process = $process; Http = "http://127.0.0.1:$($ports[0])"; Https = "https://localhost:$($ports[1])" }
}

function Measure-Once([scriptblock] $work) {
    [GC]::Collect()
    [GC]::WaitForPendingFinalizers()
    $time = [Diagnostics.Stopwatch]::StartNew()
    $null = & $work
    $time.Elapsed.TotalMilliseconds
}

function Get-Median([double[]] $values) {
    $sorted = [double[]] $values.Clone()
    [Array]::Sort($sorted)
    $sorted[[int][Math]::Floor($sorted.Length / 2)]
}

$nginx = New-Nginx
try {
    $http = $nginx.Http
    $https = $nginx.Https
    $uris = [string[]] (1..10000 | ForEach-Object { "$http/small" })
    [IO.File]::WriteAllLines("$dir/list", ($uris | ForEach-Object { "url = `"$_`""; 'output = /dev/null' }))
    $rows = @(
        @{ Name = 'GET of 1 GiB to the null device'; Goal = 1.0; Ours = { Invoke-RawHttpGet "$http/1g" -OutFile /dev/null }; Peer = { & curl -s -o /dev/null "$http/1g" } }
        @{ Name = 'GET of 1 GiB to a file on tmpfs'; Goal = 1.0; Ours = { Invoke-RawHttpGet "$http/1g" -OutFile "$dir/ours" }; Peer = { & curl -s -o "$dir/theirs" "$http/1g" } }
        @{ Name = 'GET of 1 GiB over TLS to the null device'; Goal = 0.9; Ours = { Invoke-RawHttpGet "$https/1g" -CertificateAuthority "$dir/cert.pem" -OutFile /dev/null }; Peer = { & curl -s --cacert "$dir/cert.pem" -o /dev/null "$https/1g" } }
        @{ Name = '10,000 small GETs in turn'; Goal = 1.0; Ours = { $uris | Invoke-RawHttpGet }; Peer = { & curl -s -K "$dir/list" } }
        @{ Name = '10,000 small GETs, 64 at once'; Goal = 1.0; Ours = { $uris | Invoke-RawHttpGet -ThrottleLimit 64 }; Peer = { & curl -s -Z --parallel-max 64 -K "$dir/list" 2>$null } }
    )
    $table = foreach ($r in $rows | Where-Object { $_.Name -like $Row }) {
        $null = Measure-Once $r.Ours
        $ours = @()
        $peer = @()
        foreach ($round in 1..$Rounds) {
            $ours += Measure-Once $r.Ours
            $peer += Measure-Once $r.Peer
            Remove-Item "$dir/ours", "$dir/theirs" -ErrorAction Ignore
        }

        [pscustomobject] @{
            Row = $r.Name
            Ours = '{0:0} ms' -f (Get-Median $ours)
            Peer = '{0:0} ms' -f (Get-Median $peer)
            Ratio = '{0:0.00}' -f ((Get-Median $peer) / (Get-Median $ours))
            Goal = '{0:0.0}' -f $r.Goal
        }
    }

    if ('Memory while 4 GiB stream by' -like $Row) {
        $null = Invoke-RawHttpGet "$http/1g" -OutFile /dev/null
        [GC]::Collect()
        $before = [Diagnostics.Process]::GetCurrentProcess().WorkingSet64
        foreach ($i in 1..4) { $null = Invoke-RawHttpGet "$http/1g" -OutFile /dev/null }
        $grown = ([Diagnostics.Process]::GetCurrentProcess().WorkingSet64 - $before) / 1MB
        $table = @($table) + [pscustomobject] @{ Row = 'Memory while 4 GiB stream by'; Ours = '{0:0.0} MiB' -f $grown; Peer = ''; Ratio = ''; Goal = '32 MiB at most' }
    }

    $heading = '{0}; {1} processors; PowerShell {2} on .NET {3}; {4}; {5:yyyy-MM-dd}; medians of {6} rounds' -f `
        [Runtime.InteropServices.RuntimeInformation]::OSDescription, [Environment]::ProcessorCount, $PSVersionTable.PSVersion, [Environment]::Version, ((& curl --version)[0] -replace ' \(.*'), [DateTime]::Now, $Rounds
    $lines = @($heading, '', '| row | ours | peer | ratio | goal |', '| --- | --- | --- | --- | --- |') + @($table | ForEach-Object { "| $($_.Row) | $($_.Ours) | $($_.Peer) | $($_.Ratio) | $($_.Goal) |" })
    $lines
    if ($OutFile) {
        [IO.File]::WriteAllText($ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($OutFile), "# Benchmarks`n`nMade by ``build.ps1 Bench``. A ratio is the peer's time to ours: above 1 we are faster.`n`n" + ($lines -join "`n") + "`n")
    }
}
finally {
    $nginx.Process.Kill()
    $nginx.Process.WaitForExit()
    [IO.Directory]::Delete($dir, $true)
}
