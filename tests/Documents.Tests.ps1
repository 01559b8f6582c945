# What the documents say is what happens: every powershell block runs, in order, and shows what the text or output block below it says.
BeforeDiscovery {
    $documents = @('docs/tutorial.md', 'README.md') + (Get-ChildItem $PSScriptRoot/../docs/en-US -Filter *.md | ForEach-Object { "docs/en-US/$($_.Name)" }) |
        ForEach-Object { @{ Path = $_ } }
    $table = ([System.IO.File]::ReadAllText("$PSScriptRoot/../README.md") -split '(?m)^### I know another tool$')[1] -split '(?m)^## ' | Select-Object -First 1
    $rows = [regex]::Matches($table, '(?m)^\| `(?<known>.+?)` \| `(?<here>.+)` \|$').ForEach({
            @{ Known = $_.Groups['known'].Value; Here = $_.Groups['here'].Value.Replace('\|', '|') }
        })
    $commands = (Test-ModuleManifest $PSScriptRoot/../SocketTools.psd1).ExportedCmdlets.Keys | Sort-Object | ForEach-Object { @{ Name = $_ } }
}

BeforeAll {
    Import-Module $PSScriptRoot/Pwsh.psm1

    # One session for all documents: each begins without the variables and connections of the one before.
    $session = [powershell]::Create()
    $null = $session.AddScript("Import-Module '$PSScriptRoot/../SocketTools.psd1'").Invoke()
    $session.Streams.Error | Should -BeNullOrEmpty
}

AfterAll {
    $session.Dispose()
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
        $session.Runspace.ResetRunspaceState()
        $session.Commands.Clear()
        $null = $session.AddScript("Set-Location '$PSScriptRoot/..'").Invoke()

        # Ids, ports and the widths of columns differ from run to run, the version of TLS from system to system. Verbose text is no output.
        function Get-Gist([string] $Text) {
            ($Text -replace '(?m)^VERBOSE: .*\n' -replace 'Tls1\d', 'Tls#' -replace '\b(\d{4,5})\b', '#' -replace '(?m)^ *\d+ (?=\S+ +#|\S+:#)', '# ' -replace '\s+', ' ').Trim()
        }
    }

    AfterAll {
        $session.Commands.Clear()
        $null = $session.AddScript('Get-SocketListener | Stop-SocketListener; Get-SocketConnection | Close-SocketConnection').Invoke()
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

Describe 'The pictures' {
    # A picture's lines, without what differs from run to run: widths and bars (which cut words and numbers anywhere), numbers, and how long
    # somebody waited.
    BeforeAll {
        function Get-PictureText([string] $Path) {
            ([xml] (Get-Content $Path -Raw)).svg.text | Group-Object { [double] $_.y } | ForEach-Object {
                $line = ($_.Group.'#text' -join ' ') -replace '[\u2588\s]' -replace '\d+(\.\d+)*', '#' -replace '[KMG]iB', 'iB'
                if ($line -notmatch '^@') { $line }
            }
        }
    }

    It 'are in the README, and show what the module shows now' {
        if (-not (Get-Command tmux -CommandType Application -ErrorAction Ignore)) {
            Set-ItResult -Skipped -Because 'tmux is not installed'
        }

        $readme = [System.IO.File]::ReadAllText("$PSScriptRoot/../README.md")
        $made = & "$PSScriptRoot/Pictures.ps1" -OutFolder $TestDrive
        $made | Should -HaveCount 5
        foreach ($picture in $made) {
            $readme | Should -Match "!\[.+\]\(docs/$([regex]::Escape($picture.Name))\)"
            Get-PictureText "$PSScriptRoot/../docs/$($picture.Name)" | Should -Be (Get-PictureText $picture) -Because "docs/$($picture.Name) has to be drawn again: ./build.ps1 Pictures"
        }
    }
}

# What stands in the table for those who come from another tool, typed as it stands there, with this computer for the host, and for each
# port one where the other end is.
Describe 'I know <Known>: <Here>' -ForEach $rows {
    BeforeAll {
        Import-Module $PSScriptRoot/../SocketTools.psd1
        Import-Module $PSScriptRoot/Program.psm1, $PSScriptRoot/Background.psm1
        $key = [System.Security.Cryptography.ECDsa]::Create()
        $request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=localhost', $key, 'SHA256')
        $certificate = $request.CreateSelfSigned([datetime]::Now.AddDays(-1), [datetime]::Now.AddDays(30.5))
        $started = [System.Collections.Generic.List[System.Diagnostics.Process]]::new()
        $file = New-Item "$TestDrive/file" -Value 'what is in it' -Force

        # The command as a script block, the words of the table replaced by what is here.
        function Get-Typed([hashtable] $Words = @{}) {
            $typed = $Here -creplace '\bhost\b', 'localhost' -creplace '\bfile$|(?<=Item )file', "$file"
            foreach ($word in $Words.Keys) {
                $typed = $typed -creplace "\b$word\b", $Words[$word]
            }

            [scriptblock]::Create($typed)
        }

        function New-Pair {
            $listener = Start-SocketListener
            New-SocketConnection localhost $listener.Port
            Wait-SocketConnection $listener
        }

        # What each row is tried with. A row that has nothing here fails.
        $trials = @{
            'nc host 25'                             = {
                $mail = Start-SocketListener -Greeting '220 ready' -Reply @{ '^QUIT' = '221 Bye' }
                $PSDefaultParameterValues = @{ 'Enter-SocketConnection:InputObject' = 'QUIT' }
                & (Get-Typed @{ 25 = $mail.Port }) | Should -Be '220 ready', '221 Bye'
            }
            'nc -l 8080'                             = {
                $port = Get-FreePort
                $listening = Start-Background (Get-Typed @{ 8080 = $port })
                $client = New-SocketConnection localhost $port -MaximumRetryCount 600 -RetryIntervalSec 0.1
                Send-SocketLine $client 'one', 'two'
                Close-SocketConnection $client
                Wait-Background $listening | Should -Be 'one', 'two'
            }
            'nc -z host 20-80'                       = {
                $port = (Start-SocketListener).Port
                @(& (Get-Typed @{ '20-80' = "$($port - 1)-$port" }) | Where-Object State -EQ 'Open').Port | Should -Contain $port
            }
            'nc -u host 514'                         = {
                $listener = Start-SocketListener -Udp
                & (Get-Typed @{ 514 = $listener.Port }) | Send-SocketDatagram 'hello'
                "$(Receive-SocketDatagram $listener)" | Should -Be 'hello'
            }
            'nc host 9000 < file'                    = {
                $c, $server = New-Pair
                & (Get-Typed)
                Close-SocketConnection $c
                Receive-SocketLine $server -All | Should -Be 'what is in it'
            }
            'socat TCP-LISTEN:8080,fork TCP:host:80' = {
                $web = Start-SocketListener -Response "HTTP/1.0 200 OK`r`n`r`nhello"
                $port = Get-FreePort
                $null = & (Get-Typed @{ 80 = $web.Port; 8080 = $port })
                (Invoke-RawHttpGet "http://localhost:$port/").Content | Should -Be 'hello'
            }
            'socat -v'                               = {
                $web = Start-SocketListener -Response "HTTP/1.0 200 OK`r`n`r`nhello"
                $relay = Start-SocketRelay "localhost:$($web.Port)"
                $null = Invoke-RawHttpGet "http://localhost:$($relay.Port)/"
                "$(& (Get-Typed @{ 8080 = $relay.Port }))" | Should -Match '(?s)C: GET / HTTP/1.1.*S: HTTP/1.0 200 OK'
            }
            'openssl s_client -connect host:443'     = {
                $tls = Start-SocketListener -Tls -Certificate $certificate -Response "hello`r`n"
                $PSDefaultParameterValues = @{ '*:CertificateAuthority' = $certificate; 'Enter-SocketConnection:InputObject' = '' }
                & (Get-Typed @{ 443 = $tls.Port }) | Should -Be 'hello'
            }
            'openssl x509 -noout -dates'             = {
                $tls = Start-SocketListener -Tls -Certificate $certificate -Response ''
                (& (Get-Typed @{ 443 = $tls.Port })).DaysLeft | Should -Be 30
            }
            'openssl s_client -starttls smtp'        = {
                Set-Content "$TestDrive/smtp.pem" "$($certificate.ExportCertificatePem())`n$($key.ExportPkcs8PrivateKeyPem())"
                $exim = Start-Exim "$TestDrive/mail" "$TestDrive/smtp.pem"
                $started.Add($exim.Process)
                $PSDefaultParameterValues = @{ '*:CertificateAuthority' = $certificate }
                (& (Get-Typed @{ 587 = $exim.Port })).Tls.Protocol | Should -Match '^Tls1[23]$'
            }
            'curl -v URL'                            = {
                $web = Start-SocketListener -Response "HTTP/1.0 200 OK`r`n`r`nhello"
                "$(& (Get-Typed @{ URL = "http://localhost:$($web.Port)/" }) 4>&1)" | Should -Match '> GET / HTTP/1.1.*< HTTP/1.0 200 OK'
            }
            'curl -T file URL'                       = {
                $web = Start-SocketListener -Response "HTTP/1.0 201 Created`r`nContent-Length: 0`r`n`r`n"
                (& (Get-Typed @{ URL = "http://localhost:$($web.Port)/x" })).StatusCode | Should -Be 201
                $web.Requests[0].Body | Should -Be ([System.Text.Encoding]::ASCII.GetBytes('what is in it'))
            }
            'curl -C - -o file URL'                  = {
                $web = Start-SocketListener -Response "HTTP/1.0 200 OK`r`nContent-Length: 5`r`n`r`nhello"
                $null = & (Get-Typed @{ URL = "http://localhost:$($web.Port)/"; 'OutFile file' = "OutFile $TestDrive/got" })
                Get-Content "$TestDrive/got" | Should -Be 'hello'
            }
            'expect'                                 = {
                $c, $server = New-Pair
                Send-SocketData $server 'login: '
                & (Get-Typed)
                Receive-SocketLine $server | Should -Be 'me'
            }
            'telnet host'                            = {
                $old = Start-SocketListener
                $talking = Start-Background {
                    param($old)
                    $peer = Wait-SocketConnection $old -TimeoutSec 60
                    $peer | Send-SocketData ([byte[]] (255, 253, 24) + [System.Text.Encoding]::ASCII.GetBytes("login: `r`n"))
                    Close-SocketConnection $peer
                } $old
                $PSDefaultParameterValues = @{ 'Enter-SocketConnection:InputObject' = '' }
                & (Get-Typed @{ 23 = $old.Port }) | Should -Be 'login: '
                $null = Wait-Background $talking
            }
            'Test-NetConnection host -Port 443'      = {
                & (Get-Typed @{ 443 = (Start-SocketListener).Port }) | Should -BeTrue
            }
            'Send-MailMessage'                       = {
                $mail = Start-SocketListener -Greeting '220 ready' -Reply ([ordered] @{ '^DATA' = '354 go on'; '^' = '250 fine' })
                $c = New-SocketConnection localhost $mail.Port -ReplyFormat Smtp
                (& (Get-Typed)).Code | Should -Be 250, 250, 354
            }
            'logger -n host'                         = {
                $syslog = Start-SocketListener -Udp
                & (Get-Typed @{ 514 = $syslog.Port })
                "$(Receive-SocketDatagram $syslog)" | Should -Be '<14>hello'
            }
            'wakeonlan'                              = {
                $mac = [byte[]] (1..6)
                $network = Start-SocketListener -Udp
                & (Get-Typed @{ 'Port 9' = "Port $($network.Port)" })
                (Receive-SocketDatagram $network).Data | Should -Be (@(255) * 6 + $mac * 16)
            }
        }
    }

    AfterAll {
        Stop-Program $started
        Remove-Module SocketTools, Program, Background
    }

    It 'does what is wanted' {
        $trials.Keys | Should -Contain $Known
        . $trials[$Known]
    }

    It 'stands in about_SocketTools too' {
        [System.IO.File]::ReadAllText("$PSScriptRoot/../docs/en-US/about_SocketTools.md") | Should -Match "(?m)^    $([regex]::Escape($Known))\n        $([regex]::Escape($Here))$"
    }
}

# A page that the cmdlet has outgrown says what is not true any more.
Describe 'The pages' {
    BeforeAll {
        Import-Module $PSScriptRoot/../SocketTools.psd1
    }

    AfterAll {
        Remove-Module SocketTools
    }

    Context 'docs/en-US/<Name>.md' -ForEach $commands {
        BeforeAll {
            $command = Get-Command $Name -Module SocketTools
            $common = [System.Management.Automation.PSCmdlet]::CommonParameters + [System.Management.Automation.PSCmdlet]::OptionalCommonParameters
            $parameters = $command.Parameters.Values | Where-Object Name -NotIn $common
            $page = [System.IO.File]::ReadAllText("$PSScriptRoot/../docs/en-US/$Name.md")
            $help = Get-Help $Name -Full
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

Describe 'PSScriptAnalyzer' {
    It 'finds nothing in scripts, tests and examples that PSScriptAnalyzerSettings.psd1 does not explain' {
        if (-not (Get-Module -ListAvailable PSScriptAnalyzer)) {
            Set-ItResult -Skipped -Because 'the module PSScriptAnalyzer is not installed'
        }

        $root = (Resolve-Path $PSScriptRoot/..).Path
        $settings = "$root/PSScriptAnalyzerSettings.psd1"
        $scripts = Get-Item $root/build.ps1, $root/SocketTools.psd1
        $scripts += Get-ChildItem $root/tests -Include *.ps1, *.psm1 -Recurse | Where-Object FullName -NotMatch '[\\/](bin|obj)[\\/]'
        $found = @(foreach ($script in $scripts) { Invoke-ScriptAnalyzer -Path $script.FullName -Settings $settings })
        foreach ($document in @(Get-Item $root/README.md) + (Get-ChildItem $root/docs -Filter *.md -Recurse)) {
            $text = [System.IO.File]::ReadAllText($document.FullName)
            foreach ($block in [regex]::Matches($text, '(?ms)^```(powershell|ps1)\n(?<code>.*?)^```')) {
                $found += Invoke-ScriptAnalyzer -ScriptDefinition $block.Groups['code'].Value -Settings $settings
            }
        }

        $found | ForEach-Object { "$($_.ScriptName):$($_.Line) $($_.RuleName): $($_.Message)" } | Should -BeNullOrEmpty
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
