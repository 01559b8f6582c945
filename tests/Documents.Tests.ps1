# What the documents say is what happens: every powershell block runs, in order, and shows what the text or output block below it says.
BeforeDiscovery {
    $documents = @('docs/tutorial.md', 'README.md') + (Get-ChildItem $PSScriptRoot/../docs/en-US -Filter *.md | ForEach-Object { "docs/en-US/$($_.Name)" }) |
        ForEach-Object { @{ Path = $_ } }
    $commands = (Test-ModuleManifest $PSScriptRoot/../SocketTools.psd1).ExportedCmdlets.Keys | Sort-Object | ForEach-Object { @{ Name = $_ } }
}

BeforeAll {
    Import-Module $PSScriptRoot/Pwsh.psm1
}

AfterAll {
    Remove-Module Pwsh
}

Describe '<Path>' -ForEach $documents {
    BeforeDiscovery {
        # The talks with real servers are run where those servers are: by the xunit tests.
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

        # Without the rights for it, the example of a raw socket tells that instead.
        if ($Shown -and $output.Trim() -ne 'Raw sockets need special rights.') {
            Get-Gist $output | Should -Be (Get-Gist $Shown)
        }
    }
}

Describe 'README.md' {
    BeforeAll {
        $readme = [System.IO.File]::ReadAllText("$PSScriptRoot/../README.md")
    }

    It 'has a mock server whose test passes' {
        if ($readme -notmatch '(?ms)^```ps1\n(?<code>Describe .*?)^```\n') {
            throw 'The example is gone.'
        }

        $test = New-Item "$TestDrive/mock.Tests.ps1" -Value $Matches.code
        $result = Invoke-Pwsh -Command "
            Import-Module '$((Get-Module Pester).Path)'
            Set-Location '$PSScriptRoot/..'
            `$run = Invoke-Pester -Path '$($test.FullName)' -Output None -PassThru
            `"`$(`$run.PassedCount) passed, `$(`$run.Result)`""
        $result | Should -Be '1 passed, Passed'
    }

    It 'has a sample of C# that compiles and does what it says' {
        $sample = [regex]::Match($readme, '(?ms)^```csharp\n(?<code>.*?)^```\n').Groups['code'].Value
        $said = [regex]::Matches($sample, '(?m)// (.*)$').ForEach({ $_.Groups[1].Value })
        Import-Module $PSScriptRoot/../SocketTools.psd1
        $web = Start-SocketListener -Response "HTTP/1.0 200 OK`r`n`r`nhello"
        $usings, $code = ($sample -split '\n').Where({ $_ -match '^using [\w.]+;' }, 'Split')
        $core = [SocketTools.Connections.SocketConnection].Assembly.Location
        $body = $code -join "`n" -replace 'Console\.WriteLine\(', 'shown.Add(' -replace '8080', $web.Port
        Add-Type -CompilerOptions '-nowarn:CS1701' -ReferencedAssemblies $core, System.Collections -TypeDefinition (@(
                'using System.Collections.Generic;'
                $usings
                'public static class ReadmeSample { public static List<string> Run() { var shown = new List<string>();'
                $body
                'return shown; } }') -join "`n")
        [ReadmeSample]::Run() | Should -Be $said
        Stop-SocketListener $web
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
        $help = Get-Help $Name -Full
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

    It 'has its default values in Get-Help too' {
        $facts = [regex]::Matches($page, "(?ms)^### -(?<name>\w+)$.*?^DefaultValue: '(?<value>.*?)'$")
        $facts.Count | Should -Be @($parameters).Count
        foreach ($fact in $facts) {
            $default = ($help.parameters.parameter | Where-Object name -EQ $fact.Groups['name'].Value).defaultValue
            "$($fact.Groups['name'].Value) $default" | Should -Be "$($fact.Groups['name'].Value) $($fact.Groups['value'].Value)"
        }
    }

    It 'names related links in Get-Help, and no address that cannot be opened' {
        $links = [regex]::Matches($page, '(?m)^- \[(.+?)\]\(.+?\)$').ForEach({ $_.Groups[1].Value })
        $shown = $help.relatedLinks.navigationLink
        $shown.linkText | Should -Be $links
        $shown.uri | Where-Object { $_ } | Should -BeNullOrEmpty
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

Describe 'docs/en-US/Get-SocketCertificate.md, the first example' {
    It 'shows what it says where a server of our own answers for example.org' {
        Import-Module $PSScriptRoot/../SocketTools.psd1
        $page = [System.IO.File]::ReadAllText("$PSScriptRoot/../docs/en-US/Get-SocketCertificate.md")
        $code, $shown = [regex]::Match($page, '(?ms)^### Example 1: .*?^```ps1\n(.*?)^```\n\n```output\n(.*?)^```\n').Groups[1, 2].Value
        $key = [System.Security.Cryptography.ECDsa]::Create()
        $request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=example.org', $key, 'SHA256')
        $certificate = $request.CreateSelfSigned([datetime]::Now.AddDays(-1), [datetime]::Now.AddDays(56.5))
        $server = Start-SocketListener -Tls -Certificate $certificate -Response ''
        $PSDefaultParameterValues = @{
            'Get-SocketCertificate:ConnectTo'            = "localhost:$($server.Port)"
            'Get-SocketCertificate:CertificateAuthority' = $certificate
        }

        # The day it ends moves with the day it is shown.
        $shown = $shown -replace '\d{4}-\d\d-\d\d', '0000-00-00'
        $came = ((& ([scriptblock]::Create($code)) | Out-String -Width 80) -replace '\d{4}-\d\d-\d\d', '0000-00-00') -split '\r?\n' | ForEach-Object TrimEnd | Where-Object { $_ }
        $came | Should -Be ($shown.TrimEnd() -split '\n')
        Remove-Module SocketTools
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
        $null = Invoke-Pwsh -File $root/build.ps1 Docs
        $LASTEXITCODE | Should -Be 0

        $made = (Get-ChildItem $root/en-US).Name | Sort-Object
        $made | Should -Be ((Get-ChildItem $PSScriptRoot/../en-US).Name | Sort-Object)
        foreach ($name in $made) {
            $same = [System.IO.File]::ReadAllText("$root/en-US/$name") -ceq [System.IO.File]::ReadAllText("$PSScriptRoot/../en-US/$name")
            $same | Should -BeTrue -Because "en-US/$name has to be made again: ./build.ps1 Docs"
        }
    }
}
