<#
.SYNOPSIS
    Measures SocketTools against its peers, side by side in one run.
.DESCRIPTION
    Starts nginx and other servers on loopback, runs each row and its peer in turn, several times, and prints the median of each
    and the ratio of the peer's time to ours: 1.0 is as fast, 2.0 is twice as fast. A row counts the time inside a warm session against
    the peer's own. Rows.ps1 has the rows. Needs a Unix system with /dev/shm, nginx, curl, openssl and the .NET SDK; a row whose peer is
    not installed is left out and says so.
.PARAMETER Row
    Only the rows whose names match; wildcards are allowed.
.PARAMETER Rounds
    How often each is run.
.PARAMETER Quick
    Small sizes and one round: shows that every row runs, not how fast.
.PARAMETER OutFile
    Writes the table there too, as Markdown.
.PARAMETER GrowthFile
    Measures how the cost grows with the work as well, and draws it there, as SVG.
.EXAMPLE
    ./tests/Benchmarks/Run.ps1 -Row *GET*
.EXAMPLE
    dotnet pwsh tests/Benchmarks/Run.ps1 -Row *trips*
#>
[CmdletBinding()]
param(
    [string[]] $Row = '*',
    [ValidateRange(1, 100)] [int] $Rounds = 5,
    [switch] $Quick,
    [string] $OutFile,
    [string] $GrowthFile
)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$root = [IO.Path]::GetFullPath("$PSScriptRoot/../..")
$peers = "$PSScriptRoot/Peers/bin/Release/net8.0/SocketTools.Benchmarks.Peers.dll"
if (-not [IO.File]::Exists($peers)) {
    throw 'The benchmarks are not built: dotnet build src/SocketTools.slnx -c Release'
}

Import-Module "$root/SocketTools.psd1"
Import-Module $peers
Import-Module "$PSScriptRoot/../Pwsh.psm1"
if ($Quick) {
    $Rounds = 1
}

$dir = "/dev/shm/socket-tools-bench-$PID"

function Measure-Once([scriptblock] $work, [bool] $timed) {
    [GC]::Collect()
    [GC]::WaitForPendingFinalizers()
    if ($timed) {
        return [double] (& $work)
    }

    $watch = [Diagnostics.Stopwatch]::StartNew()
    $null = & $work
    $watch.Elapsed.TotalMilliseconds
}

function Get-Median([double[]] $values) {
    $sorted = [double[]] $values.Clone()
    [Array]::Sort($sorted)
    ($sorted[[int] [Math]::Floor(($sorted.Length - 1) / 2)] + $sorted[[int] [Math]::Floor($sorted.Length / 2)]) / 2
}

function Get-Least([double[]] $values) {
    $least = $values[0]
    foreach ($value in $values) { $least = [Math]::Min($least, $value) }
    $least
}

function Measure-Row($r) {
    foreach ($tool in $r.Needs) {
        if (-not (Get-Command $tool -ErrorAction Ignore)) {
            return @{ Row = $r.Name; Ours = "left out: no $tool"; Goal = $r.Goal }
        }
    }

    if ($r.Most) {
        $figures = @(foreach ($round in 1..$Rounds) { Measure-Once $r.Ours $true })
        $median = Get-Median $figures
        return @{ Row = $r.Name; Ours = Format-Figure $median $r.Unit; Goal = "at most $($r.Most) $($r.Unit)"; Met = $median -le $r.Most }
    }

    $warm = if ($Quick) { 0 } elseif ($r.Warm) { $r.Warm } else { 1 }
    for ($i = 0; $i -lt $warm; $i++) {
        $null = Measure-Once $r.Ours ([bool] $r.Timed)
        $null = Measure-Once $r.Peer ([bool] $r.Timed)
        Remove-Item "$dir/ours", "$dir/theirs" -ErrorAction Ignore
    }

    $ours = @()
    $peer = @()
    foreach ($round in 1..$Rounds) {
        $ours += Measure-Once $r.Ours ([bool] $r.Timed)
        $peer += Measure-Once $r.Peer ([bool] $r.Timed)
        Remove-Item "$dir/ours", "$dir/theirs" -ErrorAction Ignore
    }

    $ratio = (Get-Median $peer) / (Get-Median $ours)
    @{
        Row = $r.Name; Ours = Format-Figure (Get-Median $ours) ms; Peer = Format-Figure (Get-Median $peer) ms
        Ratio = Format-Figure $ratio; Best = Format-Figure ((Get-Least $peer) / (Get-Least $ours))
        Goal = if ($r.Goal) { Format-Figure $r.Goal }; Met = if ($r.Goal) { $ratio -ge $r.Goal }
    }
}

function Format-Figure([double] $value, [string] $unit) {
    $text = if ($value -ge 100) { '{0:0}' } elseif ($value -ge 10) { '{0:0.0}' } else { '{0:0.00}' }
    ([string]::Format([Globalization.CultureInfo]::InvariantCulture, $text, $value) + " $unit").TrimEnd()
}

function Get-Version([string] $command, [string[]] $arguments) {
    if (Get-Command $command -ErrorAction Ignore) {
        (@(& $command @arguments 2>&1)[0] -replace ' \(.*')
    }
}

function Get-Machine {
    $model = if ([IO.File]::Exists('/proc/cpuinfo')) {
        [IO.File]::ReadAllLines('/proc/cpuinfo') | Where-Object { $_.StartsWith('model name') } | Select-Object -First 1 | ForEach-Object { ($_ -split ':\s*')[1] }
    }

    @(
        [Runtime.InteropServices.RuntimeInformation]::OSDescription
        "$([Environment]::ProcessorCount) processors" + $(if ($model) { " ($model)" })
        "PowerShell $($PSVersionTable.PSVersion) on .NET $([Environment]::Version)"
        Get-Version curl '--version'
        Get-Version nginx '-v'
        Get-Version python3 '--version'
        Get-Version nmap '--version'
        [DateTime]::Now.ToString('yyyy-MM-dd', [Globalization.CultureInfo]::InvariantCulture)
        "medians of $Rounds rounds" + $(if ($Quick) { ', small sizes' })
    ) -join '; '
}

. "$PSScriptRoot/Servers.ps1"
. "$PSScriptRoot/Rows.ps1"
. "$PSScriptRoot/Growth.ps1"
try {
    $nginx = Start-Nginx $dir $(if ($Quick) { 16MB } else { 1GB })
    $http = $nginx.Http
    $https = $nginx.Https
    $uris = [string[]] @("$http/small") * $N.Gets
    [IO.File]::WriteAllLines("$dir/list", [string[]] @("url = `"$http/small`"", 'output = /dev/null') * $N.Gets)

    $text = [Collections.Generic.List[string]]::new()
    $say = { param($line) $text.Add($line); $line }
    & $say (Get-Machine)
    & $say ''
    & $say '| row | ours | peer | ratio | of the best | goal | |'
    & $say '| --- | --- | --- | --- | --- | --- | --- |'
    foreach ($r in $rows) {
        if ($Row | Where-Object { $r.Name -like $_ }) {
            $t = Measure-Row $r
            $verdict = if ($Quick -or $null -eq $t.Met) { '' } elseif ($t.Met) { 'met' } else { 'not met' }
            & $say "| $($t.Row) | $($t.Ours) | $($t.Peer) | $($t.Ratio) | $($t.Best) | $($t.Goal) | $verdict |"
        }
    }

    if ($GrowthFile) {
        & $say ''
        Measure-Growth | ForEach-Object { & $say $_ }
    }

    if ($OutFile) {
        $picture = if ($GrowthFile) { "`n![The cost of the work against its size, on logarithmic axes]($([IO.Path]::GetFileName($GrowthFile)))`n" }
        [IO.File]::WriteAllText($ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($OutFile), @"
# Benchmarks

Made by ``build.ps1 Bench``. A ratio is the peer's time to ours: above 1 we are faster. It is the ratio of the medians; beside it
stands that of the best runs. A row without a goal is there to compare.

$($text -join "`n")
$picture
"@.TrimEnd() + "`n")
    }
}
finally {
    Stop-Children
    if ([IO.Directory]::Exists($dir)) {
        [IO.Directory]::Delete($dir, $true)
    }
}
