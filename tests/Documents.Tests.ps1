# What the documents say is what happens: every powershell block runs, in order, and shows what the text or output block below it says.
BeforeDiscovery {
    $documents = @('docs/tutorial.md', 'README.md') + (Get-ChildItem $PSScriptRoot/../docs/en-US -Filter *-*.md | ForEach-Object { "docs/en-US/$($_.Name)" }) |
        ForEach-Object { @{ Path = $_ } }
    $commands = (Test-ModuleManifest $PSScriptRoot/../SocketTools.psd1).ExportedCmdlets.Keys | Sort-Object | ForEach-Object { @{ Name = $_ } }
}

Describe '<Path>' -ForEach $documents {
    BeforeDiscovery {
        # The talks with real servers are run where those servers are: by ExampleTests.
        $text = [System.IO.File]::ReadAllText("$PSScriptRoot/../$Path") -replace '(?ms)^## Talking to servers$.*?(?=^## )'
        $blocks = [regex]::Matches(
            $text,
            '(?ms)^```powershell\n(?<code>.*?)^```\n(\n```(text|output)\n(?<shown>.*?)^```\n)?')
        $number = 0
        $examples = foreach ($block in $blocks) {
            $number++
            @{
                Number = $number
                Title  = ($block.Groups['code'].Value -split '\n')[0]
                Code   = $block.Groups['code'].Value
                Shown  = if ($block.Groups['shown'].Success) { $block.Groups['shown'].Value }
            }
        }
    }

    BeforeAll {
        $session = [powershell]::Create()
        $null = $session.AddScript("Set-Location '$PSScriptRoot/..'; Import-Module ./SocketTools.psd1").Invoke()

        # Ids, ports and the widths of columns differ from run to run, the version of TLS from system to system. Verbose text is no output.
        function Get-Gist([string] $Text) {
            ($Text -replace '(?m)^VERBOSE: .*\n' -replace 'Tls1\d', 'Tls#' -replace '\b(\d{4,5})\b', '#' -replace '(?m)^ *\d+ (?=\S+ +#|\S+:#)', '# ' -replace '\s+', ' ').Trim()
        }
    }

    AfterAll {
        $session.Dispose()
        Import-Module $PSScriptRoot/../SocketTools.psd1
        Remove-Module SocketTools
    }

    It 'example <Number> shows what it says: <Title>' -ForEach $examples {
        $session.Commands.Clear()
        $session.Streams.ClearStreams()
        $output = $session.AddScript($Code).AddCommand('Out-String').AddParameter('Width', 1000).Invoke() -join ''

        $session.Streams.Error | Should -BeNullOrEmpty
        if ($Shown -and $Code -notmatch 'SocketType Raw') {
            Get-Gist $output | Should -Be (Get-Gist $Shown)
        }
    }
}

Describe 'README.md' {
    BeforeAll {
        $readme = [System.IO.File]::ReadAllText("$PSScriptRoot/../README.md")
    }

    It 'has a mock server whose test passes' {
        if ($readme -notmatch '(?ms)^```ps1\n(?<code>.*?)^```\n') {
            throw 'The example is gone.'
        }

        $test = New-Item "$TestDrive/mock.Tests.ps1" -Value $Matches.code
        $shell = [System.Diagnostics.Process]::GetCurrentProcess().MainModule.FileName
        $result = & $shell -NoProfile -NonInteractive -Command "
            Set-Location '$PSScriptRoot/..'
            `$run = Invoke-Pester -Path '$($test.FullName)' -Output None -PassThru
            `"`$(`$run.PassedCount) passed, `$(`$run.Result)`""
        $result | Should -Be '1 passed, Passed'
    }

    It 'lists the cmdlets that there are' {
        $section = ($readme -split '(?m)^## The cmdlets$')[1] -split '(?m)^## ' | Select-Object -First 1
        $listed = [regex]::Matches($section, '`(\w+-\w+)`').ForEach({ $_.Groups[1].Value }) | Sort-Object
        $exported = (Test-ModuleManifest $PSScriptRoot/../SocketTools.psd1).ExportedCmdlets.Keys | Sort-Object

        $listed | Should -Be $exported
    }

    It 'has no powershell command that does not parse' {
        foreach ($match in [regex]::Matches($readme, "(?ms)-Command '\n(?<code>.*?)'\n")) {
            $errors = $null
            $null = [System.Management.Automation.Language.Parser]::ParseInput($match.Groups['code'].Value, [ref] $null, [ref] $errors)
            $errors | Should -BeNullOrEmpty
        }
    }
}

# A page that the cmdlet has outgrown says what is not true any more.
Describe 'docs/en-US/<Name>.md' -ForEach $commands {
    BeforeAll {
        Import-Module $PSScriptRoot/../SocketTools.psd1
        $command = Get-Command $Name -Module SocketTools
        $common = [System.Management.Automation.PSCmdlet]::CommonParameters + [System.Management.Automation.PSCmdlet]::OptionalCommonParameters
        $parameters = $command.Parameters.Values | Where-Object Name -NotIn $common
        $page = [System.IO.File]::ReadAllText("$PSScriptRoot/../docs/en-US/$Name.md")
    }

    AfterAll {
        Remove-Module SocketTools
    }

    It 'has the syntax of the cmdlet' {
        $section = ($page -split '(?m)^## SYNTAX$')[1] -split '(?m)^## ' | Select-Object -First 1
        $shown = [regex]::Matches($section, '(?ms)^### (?<set>\w+).*?^```\n(?<syntax>.*?)^```$').ForEach({
                "$($_.Groups['set'].Value): $(($_.Groups['syntax'].Value -replace '\s+', ' ').Trim())"
            }) | Sort-Object
        $expected = $command.ParameterSets | ForEach-Object { "$($_.Name): $Name $("$_" -replace ' \[<CommonParameters>\]$')" } | Sort-Object

        $shown -join "`n" | Should -Be ($expected -join "`n")
    }

    It 'has each parameter, with its type, aliases, position and sets' {
        $shown = [regex]::Matches($page, '(?ms)^### -(?<name>\w+)$.*?^```yaml\n(?<facts>.*?)^```$').ForEach({
                $facts = $_.Groups['facts'].Value
                $type = if ($facts -match '(?m)^Type: (.+)$') { $Matches[1] }
                $aliases = if ($facts -match '(?ms)^Aliases:\n(.*?)^ParameterSets') { ($Matches[1] -replace '- ' -split '\n' | Where-Object { $_ }) -join ',' }
                $sets = [regex]::Matches($facts, '(?m)^- Name: (.+)\n  Position: (.+)\n  IsRequired: (.+)\n  ValueFromPipeline: (.+)\n  ValueFromPipelineByPropertyName: (.+)$').ForEach({
                        $_.Groups[1..5].Value -join ' '
                    }) | Sort-Object
                "$($_.Groups['name'].Value) $type ($aliases) $($sets -join ', ')"
            }) | Sort-Object
        $expected = $parameters | ForEach-Object {
            $sets = $_.ParameterSets.GetEnumerator() | ForEach-Object {
                $set = if ($_.Key -eq '__AllParameterSets') { '(All)' } else { $_.Key }
                $position = if ($_.Value.Position -lt 0) { 'Named' } else { $_.Value.Position }
                "$set $position $($_.Value.IsMandatory) $($_.Value.ValueFromPipeline) $($_.Value.ValueFromPipelineByPropertyName)"
            } | Sort-Object
            "$($_.Name) $($_.ParameterType.ToString()) ($($_.Aliases -join ',')) $($sets -join ', ')"
        } | Sort-Object

        $shown -join "`n" | Should -Be ($expected -join "`n")
    }

    It 'has three examples and links that lead somewhere' {
        [regex]::Matches($page, '(?m)^### Example \d+: ').Count | Should -BeGreaterOrEqual 3
        $numbers = [regex]::Matches($page, '(?m)^### Example (\d+): ').ForEach({ [int] $_.Groups[1].Value })
        $numbers | Should -Be (1..$numbers.Count)
        foreach ($link in [regex]::Matches($page, '(?m)^- \[.+?\]\((.+?)\)$')) {
            "$PSScriptRoot/../docs/en-US/$($link.Groups[1].Value)" | Should -Exist
        }
    }
}

Describe 'en-US' {
    # build.ps1 works beside itself: a copy of it and of the pages makes the files anew, and nothing here is touched.
    It 'is made from the pages as they are' {
        if (-not (Get-Module -ListAvailable Microsoft.PowerShell.PlatyPS)) {
            Set-ItResult -Skipped -Because 'the module Microsoft.PowerShell.PlatyPS is not installed'
        }

        $root = "$TestDrive/root"
        $null = New-Item $root/docs -ItemType Directory -Force
        Copy-Item $PSScriptRoot/../build.ps1 $root
        Copy-Item $PSScriptRoot/../docs/en-US $root/docs -Recurse
        $shell = [System.Diagnostics.Process]::GetCurrentProcess().MainModule.FileName
        $null = & $shell -NoProfile -NonInteractive -File $root/build.ps1 Docs
        $LASTEXITCODE | Should -Be 0

        $made = (Get-ChildItem $root/en-US).Name | Sort-Object
        $made | Should -Be ((Get-ChildItem $PSScriptRoot/../en-US).Name | Sort-Object)
        foreach ($name in $made) {
            $same = [System.IO.File]::ReadAllText("$root/en-US/$name") -ceq [System.IO.File]::ReadAllText("$PSScriptRoot/../en-US/$name")
            $same | Should -BeTrue -Because "en-US/$name has to be made again: ./build.ps1 Docs"
        }
    }
}
