<#
.SYNOPSIS
    Builds, shows, tests, documents, measures and packages SocketTools.
.DESCRIPTION
    Needs the .NET SDK alone: the PowerShell that runs it comes from the tool manifest (dotnet tool restore, dotnet pwsh), or is a
    PowerShell 7.4 or later of your own. Docs needs the module Microsoft.PowerShell.PlatyPS as well.

    Build    both builds of the module, and the tests; the checkout can be imported then
    Demo     what the README shows first: builds the module, and fetches a page, raw and by hand
    Test     a build, the xunit tests, the fuzzers with a fixed number of inputs, then the Pester suite; ends in the figures of all
    Platforms  the library on .NET 8 and 9, arm64 (qemu) and Windows (Wine), the module on Windows too
    Cuts     every command against servers that are cut behind each byte, in each way, in both builds (Test does so behind many)
    Fuzz     feeds the parsers for some minutes with what nobody would send
    Soak     exchanges of every kind for some minutes, with faults on: memory, handles, threads and time have to stay flat
    Docs     docs/en-US (Markdown) into en-US (what Get-Help reads)
    Bench    the benchmarks
    Pictures the README's pictures, out of a terminal (tmux)
    Package  what a user gets, in out/SocketTools/<version>, as a zip file, and in out/gallery as a .nupkg
.PARAMETER Task
    What to do, in this order.
.PARAMETER Minutes
    How long Fuzz and Soak go on.
.PARAMETER Configuration
    Release unless you debug.
.EXAMPLE
    ./build.ps1
.EXAMPLE
    ./build.ps1 Test
.EXAMPLE
    ./build.ps1 Build, Docs, Package
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Demo', 'Test', 'Platforms', 'Cuts', 'Fuzz', 'Soak', 'Docs', 'Bench', 'Pictures', 'Package')]
    [string[]] $Task = 'Build',

    [ValidateRange(0.1, 100000)]
    [double] $Minutes = 1,

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release'
)

$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot
$hasFailed = $false

function Build {
    Invoke-DotNet build "$root/src/SocketTools.slnx" -c $Configuration
}

function Demo {
    # The module for this PowerShell and no more; a build for every day compiles ahead.
    Invoke-DotNet build "$root/src/SocketTools" -c $Configuration -f net8.0 '-p:CompilesAhead=false' --nologo -v quiet

    $readme = [System.IO.File]::ReadAllText("$root/README.md")
    $code = [regex]::Match($readme, '(?ms)^```powershell\n(.*?)^```$').Groups[1].Value
    $code

    # In a process of its own, so that this one doesn't hold the module's files open.
    Import-Module "$root/tests/Pwsh.psm1"
    Invoke-Pwsh -WorkingDirectory $root -Command "`$ErrorActionPreference = 'Stop'; Import-Module ./SocketTools.psd1`n$code"
    if ($LASTEXITCODE -ne 0) {
        throw "The demonstration ended with exit code $LASTEXITCODE."
    }
}

function Test {
    # A test run builds what it tests; the Pester suite wants the benchmarks' servers as well.
    Build
    $xunit = Invoke-Xunit
    $fuzz = Invoke-Fuzzer --inputs 10000 --seed 1
    $pester = Invoke-PesterSuite

    # What .ci/run reads, and whoever runs this by hand. A part that did not run has failed.
    $passed, $failed, $skipped = 'Passed', 'Failed', 'Skipped' | ForEach-Object { $xunit.$_ + $fuzz.$_ + $pester.$_ }
    foreach ($part in @{ Name = 'xunit'; Run = $xunit }, @{ Name = 'Fuzz'; Run = $fuzz }, @{ Name = 'Pester'; Run = $pester }) {
        Write-Output "$($part.Name): $($part.Run.Passed) passed, $($part.Run.Failed) failed, $($part.Run.Skipped) skipped"
        if ($part.Run.Passed -eq 0 -and $part.Run.Failed -eq 0) {
            Write-Output "$($part.Name) did not run."
            $failed++
        }
    }

    Write-Output "$passed passed, $failed failed, $skipped skipped"
    if ($failed) {
        $script:hasFailed = $true
    }
}

function Invoke-Xunit {
    # From the root: global.json there says which test runner is meant. Its closing lines have the figures of all projects.
    Push-Location $root
    & dotnet test --solution src/SocketTools.slnx -c $Configuration --no-build | Tee-Object -Variable said | Out-Host
    $ended = $LASTEXITCODE
    Pop-Location
    $figures = @{ succeeded = 0; failed = 0; skipped = 0 }
    foreach ($line in $said) {
        if ($line -match '^\s*(?<name>succeeded|failed|skipped): (?<figure>\d+)\s*$') {
            $figures[$Matches.name] = [int] $Matches.figure
        }
    }

    $failed = if ($ended -ne 0) { [Math]::Max(1, $figures.failed) } else { $figures.failed }
    @{ Passed = $figures.succeeded; Failed = $failed; Skipped = $figures.skipped }
}

function Fuzz {
    Invoke-DotNet build "$root/tests/Fuzz" -c $Configuration '-p:CompilesAhead=false'
    if ((Invoke-Fuzzer --minutes $Minutes).Failed) {
        $script:hasFailed = $true
    }
}

function Cuts {
    Build
    $env:SOCKETTOOLS_EVERY_CUT = '1'
    try {
        foreach ($project in 'SocketTools.Tests', 'SocketTools.Tests.NetStandard') {
            Invoke-DotNet "$root/tests/$project/bin/$Configuration/net10.0/$project.dll" -class '*EveryCutTests' -diagnostics
        }
    }
    finally {
        $env:SOCKETTOOLS_EVERY_CUT = $null
    }
}

function Platforms {
    Build
    $results = & "$root/tests/Platforms/Run.ps1" -Configuration $Configuration
    $results | Format-Table | Out-Host
    if ($results | Where-Object Failed) {
        $script:hasFailed = $true
    }
}

function Soak {
    Build

    # In a process of its own: what is counted is its.
    Import-Module "$root/tests/Pwsh.psm1"
    Invoke-Pwsh -WorkingDirectory $root -Command "`$told = ./tests/Soak/Run.ps1 -Minutes $Minutes -OutFile ./docs/soak.svg; `$told | Select-Object -ExcludeProperty Kinds, Unexpected | Format-List; `$told.Kinds; `$told.Unexpected; exit `$told.Unexpected.Count" | Out-Host
    if ($LASTEXITCODE -ne 0) {
        $script:hasFailed = $true
    }
}

# Each target is a test. The seed is told first: with it, and as many inputs, a run is repeated.
function Invoke-Fuzzer {
    & dotnet "$root/tests/Fuzz/bin/$Configuration/net10.0/SocketTools.Fuzz.dll" @args | Tee-Object -Variable said | Out-Host
    $figures = [regex]::Match("$($said | Select-Object -Last 1)", 'targets: (\d+) passed, (\d+) failed$')
    if ($figures.Success) {
        @{ Passed = [int] $figures.Groups[1].Value; Failed = [int] $figures.Groups[2].Value; Skipped = 0 }
    }
    else {
        @{ Passed = 0; Failed = 1; Skipped = 0 }
    }
}

# In two processes of their own at once, so that this one doesn't hold the module's files open: the files that take longest, and all others.
function Invoke-PesterSuite {
    $pester = & dotnet msbuild "$root/tests/SocketTools.Tests/SocketTools.Tests.csproj" -getProperty:PesterManifest
    New-Item "$root/out" -ItemType Directory -Force | Out-Null
    $sum = @{ Passed = 0; Failed = 0; Skipped = 0 }
    Get-ChildItem "$root/tests/*.Tests.ps1" | Group-Object { $_.BaseName -in 'Benchmarks.Tests', 'Jobs.Tests', 'Package.Tests' } | ForEach-Object -Parallel {
        Import-Module "$using:root/tests/Pwsh.psm1"
        $told = "$using:root/out/pester-$($_.Name).json"
        Remove-Item $told -ErrorAction Ignore
        $said = Invoke-Pwsh -WorkingDirectory $using:root -Command "
            Import-Module '$using:pester'
            `$run = Invoke-Pester -Path '$($_.Group.FullName -join "', '")' -CI:`$false -Output Normal -PassThru
            @{
                Passed  = `$run.PassedCount
                Failed  = `$run.FailedCount + `$run.FailedBlocksCount + `$run.FailedContainersCount
                Skipped = `$run.SkippedCount + `$run.InconclusiveCount + `$run.NotRunCount
            } | ConvertTo-Json | Set-Content '$told'" 2>&1
        $figures = if (Test-Path $told) { Get-Content $told -Raw | ConvertFrom-Json -AsHashtable } else { @{ Passed = 0; Failed = 1; Skipped = 0 } }

        # As text: an error in it is the tests' own, and ends nothing here.
        @{ Said = [string[]] $said; Figures = $figures }
    } | ForEach-Object {
        # One behind the other: what two say at once nobody could read.
        $_.Said | Out-Host
        foreach ($figure in 'Passed', 'Failed', 'Skipped') {
            $sum[$figure] += $_.Figures[$figure]
        }
    }

    $sum
}

function Docs {
    if (-not (Get-Module -ListAvailable -Name Microsoft.PowerShell.PlatyPS)) {
        throw 'Docs needs the module Microsoft.PowerShell.PlatyPS: Install-PSResource Microsoft.PowerShell.PlatyPS'
    }

    Import-Module Microsoft.PowerShell.PlatyPS
    $pages = Get-ChildItem "$root/docs/en-US" -Filter *-*.md

    # Get-Help looks beside the manifest, not beside the dll, and in en-US for every culture. PlatyPS adds a folder with the module's name.
    $made = "$root/out/help"
    Clear-Folder $made
    $commands = Import-MarkdownCommandHelp -Path $pages.FullName
    $commands | Export-MamlCommandHelp -OutputFolder $made -Force | Out-Null
    New-Item "$root/en-US" -ItemType Directory -Force | Out-Null
    $help = [xml] (Get-Content "$made/SocketTools/SocketTools.dll-Help.xml" -Raw -Encoding UTF8)
    Repair-Help $help $commands
    $settings = [System.Xml.XmlWriterSettings] @{ Indent = $true; NewLineChars = "`n"; Encoding = [System.Text.UTF8Encoding]::new($false) }
    $writer = [System.Xml.XmlWriter]::Create("$root/en-US/SocketTools.dll-Help.xml", $settings)
    $help.Save($writer)
    $writer.Dispose()
    foreach ($topic in Get-ChildItem "$root/docs/en-US" -Filter about_*.md) {
        Write-TextFile "$root/en-US/$($topic.BaseName).help.txt" (ConvertTo-HelpText (Get-Content $topic.FullName -Encoding UTF8))
    }

    Get-ChildItem "$root/en-US"
}

function Bench {
    Package > $null
    & "$root/tests/Benchmarks/Run.ps1" -Runs 3 -OutFile "$root/docs/benchmarks.md" -GrowthFile "$root/docs/growth.svg"
}

function Pictures {
    & "$root/tests/Pictures.ps1"
}

function Package {
    Build
    $version = (Test-ModuleManifest "$root/SocketTools.psd1").Version
    $package = "$root/out/SocketTools/$version"
    Clear-Folder "$root/out/SocketTools"
    New-Item $package -ItemType Directory | Out-Null
    foreach ($part in 'SocketTools.psd1', 'lib', 'en-US', 'LICENSE', 'README.md') {
        Copy-Item "$root/$part" $package -Recurse
    }

    # What the README and the help point to. The pages of docs/en-US are in en-US, as Get-Help reads them.
    New-Item "$package/docs" -ItemType Directory | Out-Null
    Get-ChildItem "$root/docs" -File | Copy-Item -Destination "$package/docs"

    # A build leaves in lib what is compiled ahead of time for this machine. A package has the build for all, and one for each platform.
    foreach ($library in Get-ChildItem "$package/lib/net8.0" -Filter *.dll) {
        Copy-Item "$root/src/SocketTools/bin/$Configuration/net8.0/$($library.Name)" $library.FullName
    }

    $platforms = Invoke-AheadCompiler "$package/lib/net8.0"
    Set-PackageRoot "$package/SocketTools.psd1" $platforms

    $zip = "$root/out/SocketTools.$version.zip"
    if (Test-Path $zip) {
        Remove-Item $zip
    }

    # Not every PowerShell has Compress-Archive.
    Add-Type -AssemblyName System.IO.Compression.FileSystem
    [System.IO.Compression.ZipFile]::CreateFromDirectory("$root/out/SocketTools", $zip, 'Optimal', $true)

    # What a gallery serves and Install-PSResource takes.
    $gallery = "$root/out/gallery"
    Clear-Folder $gallery
    $repository = "SocketTools-$PID"
    Register-PSResourceRepository $repository -Uri $gallery -Trusted
    try {
        Publish-PSResource -Path $package -Repository $repository
    }
    finally {
        Unregister-PSResourceRepository $repository
    }

    Get-Item $package, $zip, "$gallery/SocketTools.$version.nupkg"
}

# Compiles for each platform that the compiler of this machine compiles for, into a folder named after it; returns the names.
function Invoke-AheadCompiler([string] $Folder) {
    $properties = & dotnet msbuild "$root/src/SocketTools/SocketTools.csproj" -p:TargetFramework=net8.0 -p:Configuration=$Configuration -t:GetAheadCompiler `
        -getProperty:AheadProgram -getProperty:AheadFramework -getProperty:NuGetPackageRoot | ConvertFrom-Json | ForEach-Object Properties
    $compiler = $properties.AheadProgram
    if (-not (Test-Path $compiler)) {
        Write-Warning 'The ahead-of-time compiler cannot be had: the package has the build for all platforms alone.'
        return
    }

    # In a file, where no shell takes the wildcards for its own.
    $options = "$root/out/ahead.rsp"
    Write-TextFile $options @(
        '-O'
        "-r:$($properties.AheadFramework)/*.dll"
        "-r:$Folder/*.dll"
        "-r:$($properties.NuGetPackageRoot)/powershellstandard.library/5.1.1/lib/netstandard2.0/System.Management.Automation.dll"
    )
    foreach ($platform in 'win-x64', 'win-arm64', 'linux-x64', 'linux-arm64', 'osx-x64', 'osx-arm64') {
        $system, $processor = $platform -split '-'
        if ($system -eq 'win') {
            $system = 'windows'
        }

        New-Item "$Folder/$platform" -ItemType Directory | Out-Null
        foreach ($library in 'SocketTools.Core.dll', 'SocketTools.dll') {
            $said = & $compiler "$Folder/$library" -o "$Folder/$platform/$library" --targetos $system --targetarch $processor "@$options" 2>&1
            if ($LASTEXITCODE -ne 0) {
                throw "$library could not be compiled for ${platform}: $said"
            }
        }

        $platform
    }
}

# On Windows the environment tells the processor of a process, and the manifest picks. Elsewhere nothing that a manifest may ask does:
# a script picks there.
function Set-PackageRoot([string] $Manifest, [string[]] $Platform) {
    $text = [System.IO.File]::ReadAllText($Manifest)
    $plain = [regex]::Match($text, '(?m)^    RootModule .*$').Value
    $pick = $plain
    if ($Platform) {
        $pick = @'
    RootModule             = if ($PSEdition -ne 'Core') { 'lib/netstandard2.0/SocketTools.dll' }
    elseif ($env:OS -eq 'Windows_NT' -and $env:PROCESSOR_ARCHITECTURE -eq 'AMD64') { 'lib/net8.0/win-x64/SocketTools.dll' }
    elseif ($env:OS -eq 'Windows_NT' -and $env:PROCESSOR_ARCHITECTURE -eq 'ARM64') { 'lib/net8.0/win-arm64/SocketTools.dll' }
    else { 'lib/SocketTools.psm1' }
'@
        Copy-Item "$root/src/SocketTools/Packaging/SocketTools.psm1" "$(Split-Path $Manifest)/lib"
    }

    [System.IO.File]::WriteAllText($Manifest, $text.Replace($plain, $pick.Replace("`r`n", "`n")))
}

function Invoke-DotNet {
    Push-Location $root
    try {
        & dotnet @args
        if ($LASTEXITCODE -ne 0) {
            throw "dotnet $($args[0]) failed with exit code $LASTEXITCODE."
        }
    }
    finally {
        Pop-Location
    }
}

function Clear-Folder([string] $Path) {
    if (Test-Path $Path) {
        Remove-Item $Path -Recurse -Force
    }

    New-Item $Path -ItemType Directory -Force | Out-Null
}

# The same bytes on every platform: UTF-8 without a mark, LF.
function Write-TextFile([string] $Path, [string[]] $Line) {
    [System.IO.File]::WriteAllText($Path, ($Line -join "`n").TrimEnd() + "`n")
}

# PlatyPS leaves an example as one run of Markdown. Get-Help has a place for the code and one for what is said about it. It also drops
# the default values, and makes the names of the pages addresses, which Get-Help -Online would open.
function Repair-Help([xml] $Help, $Commands) {
    $names = [System.Xml.XmlNamespaceManager]::new($Help.NameTable)
    $names.AddNamespace('maml', 'http://schemas.microsoft.com/maml/2004/10')
    $names.AddNamespace('command', 'http://schemas.microsoft.com/maml/dev/command/2004/10')
    $names.AddNamespace('dev', 'http://schemas.microsoft.com/maml/dev/2004/10')
    foreach ($separator in @($Help.SelectNodes("//maml:para[. = '$([char] 0x80)']", $names))) {
        $null = $separator.ParentNode.RemoveChild($separator)
    }

    foreach ($uri in $Help.SelectNodes('//command:relatedLinks//maml:uri', $names)) {
        $uri.RemoveAll()
    }

    foreach ($command in $Commands) {
        $parameters = $Help.SelectSingleNode("//command:command[command:details/command:name = '$($command.Title)']/command:parameters", $names)
        foreach ($parameter in $command.Parameters | Where-Object DefaultValue) {
            $default = $Help.CreateElement('dev', 'defaultValue', $names.LookupNamespace('dev'))
            $default.InnerText = $parameter.DefaultValue
            $null = $parameters.SelectSingleNode("command:parameter[maml:name = '$($parameter.Name)']", $names).AppendChild($default)
        }
    }

    foreach ($example in $Help.SelectNodes('//command:example', $names)) {
        $introduction = $example.SelectSingleNode('maml:introduction', $names)
        $text = @($introduction.SelectNodes('maml:para', $names) | ForEach-Object { $_.InnerText }) -join "`n`n"
        $blocks = [regex]::Matches($text, '(?s)\s*```(?<kind>\w*)\n(?<fenced>.*?)\n```\s*|(?<prose>.+?)(?=\s*```|\z)')
        $code = @($blocks | Where-Object { $_.Groups['kind'].Value -in 'powershell', 'ps1' } | ForEach-Object { $_.Groups['fenced'].Value }) -join "`n`n"
        $rest = @($blocks | Where-Object { $_.Groups['kind'].Value -notin 'powershell', 'ps1' } |
            ForEach-Object { ($_.Groups['fenced'].Value + $_.Groups['prose'].Value).Trim("`n") } | Where-Object { $_ })

        $introduction.RemoveAll()
        $example.SelectSingleNode('dev:code', $names).InnerText = $code
        $remarks = $example.SelectSingleNode('dev:remarks', $names)
        foreach ($paragraph in $rest) {
            $node = $Help.CreateElement('maml', 'para', $names.LookupNamespace('maml'))
            $node.InnerText = $paragraph
            $null = $remarks.AppendChild($node)
        }
    }
}

# Get-Help shows a topic as it is: headings in capitals, text indented, no fences.
function ConvertTo-HelpText([string[]] $Line) {
    $inCode = $false
    foreach ($text in $Line) {
        if ($text -match '^```') {
            $inCode = -not $inCode
        }
        elseif ($inCode) {
            "        $text".TrimEnd()
        }
        elseif ($text -match '^#+\s+(?<heading>.+)') {
            if ($Matches.heading -match '^about_') { $Matches.heading } else { $Matches.heading.ToUpperInvariant() }
        }
        else {
            "    $($text.Replace('**', '').Replace('`', ''))".TrimEnd()
        }
    }
}

foreach ($name in $Task) {
    & $name
}

if ($hasFailed) {
    exit 1
}
