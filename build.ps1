<#
.SYNOPSIS
    Builds, tests, documents, measures and packages SocketTools.
.DESCRIPTION
    Needs PowerShell and the .NET SDK. Two tasks use a module where it is installed: Test runs the Pester suite with Pester 5,
    and Docs needs Microsoft.PowerShell.PlatyPS.

    Build    both builds of the module, the shell and the tests; the checkout can be imported then
    Test     a build, the xunit tests, then the Pester suite
    Docs     docs/en-US (Markdown) into en-US (what Get-Help reads)
    Bench    the benchmarks
    Package  what a user gets, in out/SocketTools/<version>, and the same as a zip file beside it
.PARAMETER Task
    What to do, in this order.
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
    [ValidateSet('Build', 'Test', 'Docs', 'Bench', 'Package')]
    [string[]] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release'
)

$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot

function Build {
    Invoke-DotNet build "$root/src/SocketTools.slnx" -c $Configuration
}

function Test {
    # A test run builds what it tests; the Pester suite wants the benchmarks' servers and the shell as well.
    Build

    # From the root: global.json there says which test runner is meant.
    Invoke-DotNet test --solution "$root/src/SocketTools.slnx" -c $Configuration --no-build

    # Pester runs in a process of its own, so that this one doesn't hold the module's files open.
    if (-not (Get-Module -ListAvailable -Name Pester | Where-Object { $_.Version.Major -ge 5 })) {
        'Pester 5 is not installed: the Pester suite is left out.'
        return
    }

    $shell = [System.Diagnostics.Process]::GetCurrentProcess().MainModule.FileName
    & $shell -NoProfile -NonInteractive -Command "
        Import-Module Pester -MinimumVersion 5.0
        Invoke-Pester -Path '$root/tests' -CI:`$false -Output Normal -PassThru |
            ForEach-Object { exit [int] (`$_.Result -ne 'Passed') }"
    if ($LASTEXITCODE -ne 0) {
        throw 'The Pester suite failed.'
    }
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
    & "$root/tests/Benchmarks/Run.ps1" -OutFile "$root/docs/benchmarks.md" -GrowthFile "$root/docs/growth.svg"
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

    # Compiled ahead of time, as a build leaves it in lib, a module loads on platforms like this machine's alone.
    foreach ($library in Get-ChildItem "$package/lib/net8.0" -Filter *.dll) {
        Copy-Item "$root/src/SocketTools/bin/$Configuration/net8.0/$($library.Name)" $library.FullName
    }

    $zip = "$root/out/SocketTools.$version.zip"
    if (Test-Path $zip) {
        Remove-Item $zip
    }

    # Not every PowerShell has Compress-Archive.
    Add-Type -AssemblyName System.IO.Compression.FileSystem
    [System.IO.Compression.ZipFile]::CreateFromDirectory("$root/out/SocketTools", $zip, 'Optimal', $true)
    Get-Item $package, $zip
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
