<#
.SYNOPSIS
    Runs what is shipped on platforms that this machine is not: .NET 8 and 9, arm64 (by qemu), Windows (by Wine).
.DESCRIPTION
    Each platform's runtime comes from NuGet. On Debian the rest is: apt-get install qemu-user libc6-arm64-cross libstdc++6-arm64-cross wine64
    Gives an object for each platform; a build of the module is there already. Fails where one of them cannot be run.
.PARAMETER Configuration
    Release unless you debug.
#>
[CmdletBinding()]
param([string] $Configuration = 'Release')

$ErrorActionPreference = 'Stop'
$root = (Resolve-Path "$PSScriptRoot/../..").Path
$out = "$root/out/platforms"

# What a run says at its end, or that it said nothing of the kind.
function New-Result([string] $Platform, [string[]] $Said, [regex] $Figures) {
    $found = $Figures.Match("$($Said | Where-Object { $Figures.IsMatch("$_") } | Select-Object -Last 1)")
    if (-not $found.Success) {
        $Said | Out-Host
        return [pscustomobject] @{ Platform = $Platform; Passed = 0; Failed = 1 }
    }

    $result = [pscustomobject] @{ Platform = $Platform; Passed = [int] $found.Groups['passed'].Value; Failed = [int] $found.Groups['failed'].Value }
    if ($result.Failed) {
        $Said | Out-Host
    }

    $result
}

function Invoke-Build([string] $Verb, [string] $Project) {
    & dotnet $Verb "$PSScriptRoot/$Project" -c $Configuration --nologo -v quiet @args | Out-Host
    if ($LASTEXITCODE -ne 0) {
        throw "$Project was not built."
    }
}

function Get-Tool([string] $Name, [string] $Package, [string] $Path = $Name) {
    (Get-Command $Path -ErrorAction Ignore) ?? $(throw "$Name is not here: apt-get install $Package")
}

# .NET for Linux does its cryptography with the system's OpenSSL. The package is unpacked, so that this machine's own stays alone.
function Get-Arm64Library {
    $folder = "$HOME/.cache/SocketTools/arm64"
    if (-not (Test-Path "$folder/usr")) {
        New-Item "$folder/lists/partial", "$folder/cache/archives/partial" -ItemType Directory -Force | Out-Null
        $apart = '-qq', '-o', "Dir::State::lists=$folder/lists", '-o', "Dir::Cache=$folder/cache", '-o', 'APT::Architecture=arm64', '-o', 'APT::Architectures=arm64', '-o', 'APT::Sandbox::User=root'
        Push-Location $folder
        try {
            & apt-get @apart update
            & apt-get @apart download libssl3
            & dpkg-deb -x (Get-Item "$folder/libssl3*.deb").FullName $folder
        }
        finally {
            Pop-Location
        }
    }

    "$folder/usr/lib/aarch64-linux-gnu"
}

# The tests that need neither PowerShell nor more than .NET: by what their sources name, and by the types they use, each in a file of its name.
function Get-CoreTest {
    $more = 'Tests\.Engine|\bEngine(Test|Session)\b|\bTlsTest\b|System\.Management\.Automation|SocketTools\.(Commands|CommandBases|Binding|Reporting|Formatting|Keyboard)\b|AspNetCore|Mono\.Cecil'
    $left = Get-ChildItem "$root/tests/SocketTools.Tests" -Recurse -Filter *.cs | Where-Object FullName -NotMatch '[\\/](obj|bin)[\\/]' |
        ForEach-Object { @{ Path = $_.FullName; Type = $_.BaseName; Source = [System.IO.File]::ReadAllText($_.FullName) } }
    do {
        $needing, $left = $left.Where({ $_.Source -match $more }, 'Split')
        $more = "\b($($needing.Type -join '|'))\b"
    } while ($needing)

    $left.Path
}

function Test-OlderRuntime {
    New-Item $out -ItemType Directory -Force | Out-Null
    Get-CoreTest | Set-Content "$out/core-tests.txt"
    Invoke-Build build Core "-p:TestList=$out/core-tests.txt"
    foreach ($framework in 'net8.0', 'net9.0') {
        # The program starts what it shipped with, and would not start with anything else.
        $said = & "$PSScriptRoot/Core/bin/$Configuration/$framework/linux-x64/SocketTools.Tests" -noColor
        New-Result $framework ($said -replace '.*Total: (\d+), Errors: (\d+), Failed: (\d+).*', '$1 in all, errors $2, failed $3') '(?<passed>\d+) in all, errors 0, failed (?<failed>\d+)'
    }
}

function Test-Arm64 {
    $qemu = Get-Tool qemu-aarch64 'qemu-user libc6-arm64-cross libstdc++6-arm64-cross'
    Invoke-Build publish Smoke '-p:SmokeFor=linux-arm64' -o "$out/linux-arm64"
    $said = & $qemu -L /usr/aarch64-linux-gnu -E "LD_LIBRARY_PATH=$(Get-Arm64Library)" "$out/linux-arm64/SocketTools.Platforms.Smoke" 2>&1
    New-Result linux-arm64 $said '^(?<passed>\d+) passed, (?<failed>\d+) failed$'
}

# The module with the build for all platforms: what a build leaves in the checkout may be compiled ahead of time for the platform that built it.
function Copy-PlainModule {
    $folder = "$out/module/SocketTools"
    New-Item "$folder/lib/net8.0" -ItemType Directory -Force | Out-Null
    Copy-Item "$root/SocketTools.psd1" $folder
    Copy-Item "$root/lib/*.ps1xml" "$folder/lib"
    Copy-Item "$root/src/SocketTools/bin/$Configuration/net8.0/SocketTools*.dll" "$folder/lib/net8.0"
    "$folder/SocketTools.psd1"
}

function Test-Windows {
    $wine = Get-Tool wine64 wine64 /usr/lib/wine/wine64
    $env:WINEPREFIX = "$out/wine"
    $env:WINEDEBUG = '-all'
    $env:DOTNET_gcConcurrent = '0'
    Invoke-Build publish Smoke '-p:SmokeFor=win-x64' -o "$out/win-x64"
    Invoke-Build publish Windows -o "$out/powershell"
    $env:SMOKE_TLS = 'no'
    New-Result 'win-x64, the library' (& $wine "$out/win-x64/SocketTools.Platforms.Smoke.exe" 2>&1) '^(?<passed>\d+) passed, (?<failed>\d+) failed$'
    $said = & $wine "$out/powershell/SocketTools.Platforms.Windows.exe" "Z:$PSScriptRoot/Windows/Smoke.ps1" "Z:$(Copy-PlainModule)" 2>&1
    New-Result 'win-x64, the module' $said '^(?<passed>\d+) passed, (?<failed>\d+) failed$'
}

Test-OlderRuntime
Test-Arm64
Test-Windows
