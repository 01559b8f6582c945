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
        $null = $session.AddScript("Set-Location '$PSScriptRoot/..'").Invoke()

        # Ids, ports and the widths of columns differ from run to run.
        function Get-Gist([string] $Text) {
            ($Text -replace '\b(\d{4,5})\b', '#' -replace '(?m)^ *\d+ (?=\S+ +#|\S+:#)', '# ' -replace '\s+', ' ').Trim()
        }
    }

    AfterAll {
        $session.Dispose()
        Import-Module $PSScriptRoot/../SocketTools.psd1
        Get-SocketConnection | Close-SocketConnection
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
