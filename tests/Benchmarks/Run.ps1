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
.PARAMETER Runs
    How often all of it is done. A goal is met where the median of the runs is at it.
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
    [ValidateRange(1, 100)] [int] $Rounds = 7,
    [ValidateRange(1, 20)] [int] $Runs = 1,
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
    $Rounds = $Runs = 1
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

function Get-Range([double[]] $values) {
    $sorted = [double[]] $values.Clone()
    [Array]::Sort($sorted)
    "$(Format-Figure $sorted[0])–$(Format-Figure $sorted[-1])"
}

# One run's figures of a row: ours and the peer's in each round; ours alone where the row has no peer.
function Measure-Row($r) {
    $timed = [bool] ($r.Timed -or $r.Most)
    $warm = if ($Quick -or $r.Most) { 0 } elseif ($r.Warm) { $r.Warm } else { 1 }
    $rounds = if ($r.Rounds) { [Math]::Min($Rounds, $r.Rounds) } else { $Rounds }
    $figures = @{ Ours = [Collections.Generic.List[double]]::new(); Peer = [Collections.Generic.List[double]]::new() }
    foreach ($round in 1..($warm + $rounds)) {
        foreach ($side in 'Ours', 'Peer') {
            if ($r.$side) {
                $figure = Measure-Once $r.$side $timed
                if ($round -gt $warm) { $figures.$side.Add($figure) }
            }
        }

        Remove-Item "$dir/ours", "$dir/theirs" -ErrorAction Ignore
    }

    $figures
}

# The row of the table, from the figures of all runs.
function Get-Verdict($r, $all) {
    $ours = [double[]] $all.Ours
    if ($r.Most) {
        $each = @($all | ForEach-Object { Get-Median $_.Ours })
        return @{
            Ours = Format-Figure (Get-Median $ours) $r.Unit; Spread = Get-Range $ours
            Goal = "at most $($r.Most) $($r.Unit)"; Met = (Get-Median $each) -le $r.Most
        }
    }

    # A round's two sides ran one behind the other, so what disturbed one most likely disturbed both.
    $rounds = @(foreach ($run in $all) { for ($i = 0; $i -lt $run.Ours.Count; $i++) { $run.Peer[$i] / $run.Ours[$i] } })
    $each = @($all | ForEach-Object { (Get-Median $_.Peer) / (Get-Median $_.Ours) })
    @{
        Ours = Format-Figure (Get-Median $ours) ms; Peer = Format-Figure (Get-Median ([double[]] $all.Peer)) ms
        Ratio = ($each | ForEach-Object { Format-Figure $_ }) -join ', '; Spread = Get-Range $rounds
        Goal = if ($r.Goal) { Format-Figure $r.Goal }; Met = if ($r.Goal) { (Get-Median $each) -ge $r.Goal }
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
        "medians of $Rounds rounds, $Runs run(s)" + $(if ($Quick) { ', small sizes' })
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
    [IO.File]::WriteAllLines("$dir/commands", $redisCommands)

    $text = [Collections.Generic.List[string]]::new()
    $say = { param($line) $text.Add($line); $line }
    & $say (Get-Machine)
    & $say ''
    $chosen = @($rows | Where-Object { $name = $_.Name; $Row | Where-Object { $name -like $_ } })
    $figures = @{}
    $missing = @{}
    foreach ($r in $chosen) { $figures[$r.Name] = [Collections.Generic.List[hashtable]]::new() }
    foreach ($run in 1..$Runs) {
        foreach ($r in $chosen) {
            $missing[$r.Name] = foreach ($tool in $r.Needs) { if (-not (Get-Command $tool -ErrorAction Ignore)) { $tool } }
            if (-not $missing[$r.Name]) {
                $figures[$r.Name].Add((Measure-Row $r))
            }
        }
    }

    & $say '| row | ours | peer | ratio | rounds from–to | goal | |'
    & $say '| --- | --- | --- | --- | --- | --- | --- |'
    foreach ($r in $chosen) {
        $t = if ($missing[$r.Name]) { @{ Ours = "left out: no $($missing[$r.Name])"; Goal = $r.Goal } } else { Get-Verdict $r $figures[$r.Name] }
        $verdict = if ($Quick -or $null -eq $t.Met) { '' } elseif ($t.Met) { 'met' } else { 'not met' }
        & $say "| $($r.Name) | $($t.Ours) | $($t.Peer) | $($t.Ratio) | $($t.Spread) | $($t.Goal) | $verdict |"
    }

    if ($GrowthFile) {
        & $say ''
        Measure-Growth | ForEach-Object { & $say $_ }
    }

    if ($OutFile) {
        $picture = if ($GrowthFile) {
            @"

A size is done so often that it comes to as much work as the largest, thirty times at the most, and the mean counts: the shortest of many short
runs meets none of the machine's other work, and a long one meets all of it. Processor time is this side's alone.

![The cost of the work against its size, on logarithmic axes]($([IO.Path]::GetFileName($GrowthFile)))

"@
        }

        [IO.File]::WriteAllText($ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($OutFile), @"
# Benchmarks

Made by ``build.ps1 Bench``. A ratio is the peer's time to ours: above 1 we are faster. It is the ratio of the medians, one for each whole
run; beside it stand the least and the greatest of all rounds. A goal is met where the median of the runs is at it. A row without a goal is there to compare.

$($text -join "`n")
$picture
"@.TrimEnd() + "`n")
    }
}
finally {
    Stop-Child
    if ([IO.Directory]::Exists($dir)) {
        [IO.Directory]::Delete($dir, $true)
    }
}
