# What the documents say is what happens: every powershell block runs, in order, and shows what the text block below it says.
BeforeDiscovery {
    $documents = @{ Path = 'docs/tutorial.md' }, @{ Path = 'README.md' }
}

Describe '<Path>' -ForEach $documents {
    BeforeDiscovery {
        $blocks = [regex]::Matches(
            [System.IO.File]::ReadAllText("$PSScriptRoot/../$Path"),
            '(?ms)^```powershell\n(?<code>.*?)^```\n(\n```text\n(?<shown>.*?)^```\n)?')
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

        # Ids, ports and the widths of columns differ from run to run.
        function Get-Gist([string] $Text) {
            ($Text -replace '\b(\d{4,5})\b', '#' -replace '(?m)^ *\d+ (?=\S+ +#|\S+:#)', '# ' -replace '\s+', ' ').Trim()
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
        if ($Shown) {
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
