BeforeDiscovery {
    $manifest = Test-ModuleManifest $PSScriptRoot/../SocketTools.psd1
    $commands = $manifest.ExportedCmdlets.Keys | Sort-Object | ForEach-Object { @{ Name = $_ } }
}

BeforeAll {
    Import-Module $PSScriptRoot/../SocketTools.psd1
    Import-Module $PSScriptRoot/Background.psm1, $PSScriptRoot/Program.psm1

    function Get-Completion([string] $Line) {
        (TabExpansion2 $Line $Line.Length).CompletionMatches
    }
}

AfterAll {
    Remove-Module SocketTools, Background, Program
}

Describe 'The module' {
    It 'exports what its manifest lists and nothing else' {
        $manifest = Test-ModuleManifest $PSScriptRoot/../SocketTools.psd1
        $module = Get-Module SocketTools
        $module.ExportedCommands.Keys | Sort-Object | Should -Be ($manifest.ExportedCmdlets.Keys | Sort-Object)
        $module.Version | Should -Be $manifest.Version
    }

    It 'holds no cmdlet back' {
        $dll = (Get-Command New-SocketConnection).DLL
        $all = [System.Reflection.Assembly]::LoadFrom($dll).GetExportedTypes() |
            ForEach-Object { $_.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false) } |
            ForEach-Object { "$($_.VerbName)-$($_.NounName)" } | Sort-Object
        (Get-Module SocketTools).ExportedCommands.Keys | Sort-Object | Should -Be $all
    }

    # ConvertTo-Json writes an enum of 64 bits as its name, and any other as a number that tells a reader nothing.
    It 'has no enum that is a number in JSON' {
        $core = [SocketTools.Connections.SocketConnection].Assembly
        $enums = $core.GetExportedTypes().Where({ $_.IsEnum })
        $enums.Count | Should -BeGreaterThan 10
        $enums.Where({ ([Enum]::GetValues($_)[0] | ConvertTo-Json) -notmatch '^"' }).FullName | Should -BeNullOrEmpty
    }

    It 'closes everything when it is removed, and can be imported again' {
        $listener = Start-SocketListener
        $web = Start-SocketListener (Get-FreePort) -Response 'x'
        $near = New-SocketConnection localhost $listener.Port
        $far = Wait-SocketConnection $listener
        $port = $web.Port

        Remove-Module SocketTools
        "$($near.State) $($far.State) $($listener.State) $($web.State)" | Should -Be 'Closed Closed Stopped Stopped'

        Import-Module $PSScriptRoot/../SocketTools.psd1
        Get-SocketConnection | Should -BeNullOrEmpty
        { New-SocketConnection localhost $port -ErrorAction Stop } | Should -Throw -ErrorId 'ConnectFailed,*'
    }

    It 'closes nothing when it is imported a second time' {
        $listener = Start-SocketListener
        $near = New-SocketConnection localhost $listener.Port
        Import-Module $PSScriptRoot/../SocketTools.psd1
        "$($near.State) $($listener.State)" | Should -Be 'Open Listening'
        Close-SocketConnection $near
        Stop-SocketListener $listener
    }

    It 'is left whole by a second copy from another path, which says what to do and takes its place once it is removed' {
        Import-Module $PSScriptRoot/Pwsh.psm1
        $copy = New-Item $TestDrive/copy/SocketTools -ItemType Directory
        Copy-Item $PSScriptRoot/../SocketTools.psd1, $PSScriptRoot/../lib $copy -Recurse
        Invoke-Pwsh -Command "
            Import-Module '$PSScriptRoot/../SocketTools.psd1'
            `$listener = Start-SocketListener
            try { Import-Module '$copy/SocketTools.psd1' } catch { (`$_.Exception.Message -split '\n')[1] -match 'Remove-Module SocketTools first' }
            (New-SocketConnection 127.0.0.1 `$listener.Port).State, (Get-Module SocketTools).Count
            Remove-Module SocketTools
            Import-Module '$copy/SocketTools.psd1'
            `$listener.State, (Get-Command Start-SocketListener).Module.Path.StartsWith('$copy')" |
            Should -Be 'True', 'Open', '1', 'Stopped', 'True'
    }
}

Describe '<Name>' -ForEach $commands {
    BeforeAll {
        $command = Get-Command $Name
        $manifest = Test-ModuleManifest $PSScriptRoot/../SocketTools.psd1
        $common = [System.Management.Automation.PSCmdlet]::CommonParameters + [System.Management.Automation.PSCmdlet]::OptionalCommonParameters
        $parameters = $command.Parameters.Values | Where-Object Name -NotIn $common
        $help = Get-Help $Name -Full
    }

    It 'has an approved verb and a singular noun' {
        (Get-Verb).Verb | Should -Contain $command.Verb
        $command.Noun | Should -Not -Match '[^s]s$'
    }

    It 'has a page on the web, which Get-Help -Online opens' {
        $command.HelpUri | Should -Be "$($manifest.ProjectUri)/blob/main/docs/en-US/$Name.md"
    }

    It 'knows a host by the names that other objects have for it' {
        foreach ($parameter in $parameters | Where-Object Name -EQ 'HostName') {
            'ComputerName', 'Cn', 'DnsHostName', 'TargetName', 'Server', 'Host', 'IPAddress', 'RemoteAddress' | Should -BeIn $parameter.Aliases
        }
    }

    It 'says what it emits' {
        $command.OutputType | Should -Not -BeNullOrEmpty
    }

    # A null where the code reckons with none would be a NullReferenceException.
    It 'refuses $null where it cannot be used' {
        $nullable = [System.Reflection.NullabilityInfoContext]::new()
        $open = foreach ($parameter in $parameters | Where-Object { -not $_.ParameterType.IsValueType -and $_.ParameterSets.Values.IsMandatory -contains $false }) {
            $property = $command.ImplementingType.GetProperty($parameter.Name)
            $refuses = $parameter.Attributes.Where({ $_ -is [System.Management.Automation.ValidateArgumentsAttribute] })
            if ($property -and $nullable.Create($property).WriteState -eq 'NotNull' -and -not $refuses) {
                $parameter.Name
            }
        }

        $open | Should -BeNullOrEmpty
    }

    It 'has switches and no Booleans' {
        $parameters | Where-Object ParameterType -EQ ([bool]) | Should -BeNullOrEmpty
    }

    It 'has a default parameter set where it has several' {
        if ($command.ParameterSets.Count -gt 1) {
            $command.DefaultParameterSet | Should -BeIn $command.ParameterSets.Name
        }
    }

    It 'has a syntax that fits its parameters' {
        $syntax = Get-Command $Name -Syntax
        $syntax | Should -Not -Match '<Object>.*-Connection'
        foreach ($parameter in $parameters) {
            $syntax | Should -Match "-$($parameter.Name)\b"
        }
    }

    It 'has a help page with a synopsis and three examples' {
        $help.Synopsis | Should -Not -BeLike "*$Name [[]*"
        @($help.examples.example).Count | Should -BeGreaterOrEqual 3
        $help.description.Text | Should -Not -BeNullOrEmpty
    }

    It 'has help on every parameter' {
        foreach ($parameter in $parameters) {
            $text = ($help.parameters.parameter | Where-Object name -EQ $parameter.Name).description.Text
            "$($parameter.Name): $text" | Should -Match ': .{10,}'
        }
    }
}

Describe 'Tab completion' {
    BeforeAll {
        $listener = Start-SocketListener
        $connection = New-SocketConnection localhost $listener.Port
    }

    AfterAll {
        Close-SocketConnection $connection
        Stop-SocketListener $listener
    }

    It 'offers ports by service: <Line>' -ForEach @(
        @{ Line = 'New-SocketConnection localhost smtp'; Port = '25' }
        @{ Line = 'New-SocketConnection localhost -Port imap'; Port = '143' }
        @{ Line = 'Start-SocketListener -Port 80'; Port = '8080' }
    ) {
        (Get-Completion $Line).CompletionText | Should -Contain $Port
    }

    It 'offers encodings: <_>' -ForEach 'New-SocketConnection', 'Send-SocketLine', 'Receive-SocketLine', 'Send-SocketData', 'Start-SocketListener', 'Wait-SocketConnection' {
        (Get-Completion "$_ -Encoding lat").CompletionText | Should -Be 'latin1'
    }

    It 'offers the open connections: <_>' -ForEach 'Receive-SocketLine ', 'Receive-SocketData -Connection ', 'Send-SocketLine x -Connection ', 'Close-SocketConnection ', 'Get-SocketConnection ' {
        $offered = Get-Completion $_
        $offered.CompletionText | Should -Contain "$($connection.Id)"
        "$($offered.ToolTip)" | Should -BeLike "*localhost:$($listener.Port) (Open)*"
    }

    It 'offers words: <Line>' -ForEach @(
        @{ Line = 'New-SocketConnection -Proxy socks'; Offered = 'socks5h://' }
        @{ Line = 'Invoke-SocketCommand 1 -Expect 2'; Offered = '2xx' }
        @{ Line = 'New-SocketConnection -NewLine '; Offered = '"`n"' }
        @{ Line = 'New-SocketConnection h 443 -ApplicationProtocol h'; Offered = 'h2' }
        @{ Line = 'Invoke-RawHttpRequest http://h/ -Method PA'; Offered = 'PATCH' }
    ) {
        (Get-Completion $Line).CompletionText | Should -Contain $Offered
    }

    It 'offers connections and hosts where either may stand' {
        (Get-Completion 'Enter-SocketConnection ').CompletionText | Should -Contain "$($connection.Id)"
        (Get-Completion 'Enter-SocketConnection ').CompletionText | Should -Contain 'localhost'
        (Get-Completion 'Enter-SocketConnection localh').CompletionText | Should -Be 'localhost'
        (Get-Completion 'Start-SocketRelay localh').CompletionText | Should -Be 'localhost'
        (Get-Completion '$c | Get-SocketOption KeepAliveR').CompletionText | Should -Be 'KeepAliveRetryCount'
    }

    # Where two parameters share a position, the engine puts an empty word between their answers.
    It 'offers no empty word by position, and what fits of both' {
        $lines = foreach ($word in '1', "$($connection.Id)", "$($listener.Id)", 'zz', "'x") {
            (Get-Command -Module SocketTools).Name | ForEach-Object { "$_ $word" }
        }
        $lines | Where-Object { (Get-Completion $_).CompletionText -contains '' } | Should -BeNullOrEmpty
        foreach ($command in 'Set-SocketOption', 'Receive-SocketDatagram') {
            (Get-Completion "$command ").CompletionText | Should -Contain "$($listener.Id)"
            (Get-Completion "$command $($listener.Id)").CompletionText | Should -Contain "$($listener.Id)"
            (Get-Completion "$command $($connection.Id)").CompletionText | Should -Contain "$($connection.Id)"
        }
    }

    It 'leaves a word in quotes as it is where nothing fits, and finds what does' {
        (Get-Completion "New-SocketConnection -HostName 'x y").CompletionText | Should -Be "'x y'"
        (Get-Completion "New-SocketConnection -HostName 'localh").CompletionText | Should -Be 'localhost'
        (Get-Completion "New-SocketConnection -Encoding 'lat").CompletionText | Should -Be 'latin1'
        (Get-Completion "New-SocketConnection h 'imap").CompletionText | Should -Contain '143'
    }

    It 'offers the hosts of connections where they are looked for, and no files' {
        (Get-Completion 'Get-SocketConnection -HostName ').CompletionText | Should -Be $connection.HostName
        (Get-Completion 'Get-SocketConnection -HostName zz').CompletionText | Should -Be 'zz'
    }

    It 'offers the ports that are listened on' {
        (Get-Completion 'Get-SocketListener -Port ').CompletionText | Should -Contain "$($listener.Port)"
    }

    It 'offers cipher suites by any part of their names' {
        if ($IsWindows -or $PSVersionTable.PSVersion.Major -lt 7) {
            Set-ItResult -Skipped -Because 'Windows lets no program choose cipher suites'
        }

        (Get-Completion 'Get-SocketCertificate h -CipherSuite rsa_with_aes_128_cbc').CompletionText | Should -Contain 'TLS_RSA_WITH_AES_128_CBC_SHA'
    }

    It 'offers hosts: of connections, of the hosts file, and of known_hosts' {
        $before = $env:HOME, $env:USERPROFILE
        try {
            $env:HOME = $env:USERPROFILE = "$TestDrive"
            $null = New-Item "$TestDrive/.ssh/known_hosts" -Force -Value "known.example.org,192.0.2.7 ssh-ed25519 AAAA`n[other.example.org]:2222 ssh-rsa AAAA`n|1|hashed= ssh-rsa AAAA`n"
            (Get-Completion 'Enter-SocketConnection loc').CompletionText | Should -Contain 'localhost'
            (Get-Completion 'Test-SocketPort -HostName kno').CompletionText | Should -Be 'known.example.org'
            (Get-Completion 'New-SocketConnection oth').CompletionText | Should -Be 'other.example.org'
        }
        finally {
            $env:HOME, $env:USERPROFILE = $before
        }
    }

    # Where a completer offers nothing, the shell lists files.
    It 'lists no files where something else is wanted' {
        Set-Location $TestDrive
        try {
            $null = New-Item zz.txt -Force
            (Get-Completion 'Get-Item zz').CompletionText | Should -Match 'zz\.txt'
            $parameters = foreach ($command in Get-Command -Module SocketTools) {
                $command.Parameters.Values | Where-Object { $_.Attributes.TypeId -eq [System.Management.Automation.ArgumentCompleterAttribute] } |
                    ForEach-Object { "$($command.Name) -$($_.Name)" }
            }
            $parameters.Count | Should -BeGreaterThan 50
            $parameters | Where-Object { (Get-Completion "$_ zz").CompletionText -match 'zz\.txt' } | Should -BeNullOrEmpty
        }
        finally {
            Set-Location $PSScriptRoot
        }
    }

    It 'offers directions' {
        (Get-Completion 'Close-SocketConnection 1 -Direction ').CompletionText | Should -Be 'Both', 'Receive', 'Send'
    }
}

Describe 'Ctrl+C' {
    BeforeEach {
        $listener = Start-SocketListener
        $near = New-SocketConnection localhost $listener.Port
        $far = Wait-SocketConnection $listener
    }

    AfterEach {
        Get-SocketConnection | Close-SocketConnection
        Stop-SocketListener $listener
    }

    # The one output says that the script has come to the wait; stopped there or in it, it has to end. No clock of these comes to the bound.
    It 'ends <Name>' -ForEach @(
        @{ Name = 'Enter-SocketConnection as a pipe'; Script = { param($c) 'now'; 'x' | Enter-SocketConnection $c } }
        @{ Name = 'Start-SocketReplay as the client'; Script = { param($c) 'now'; Start-SocketReplay "S: 220 x`nC: y" -HostName localhost -Port $c.Port } }
        @{ Name = 'Test-SocketPort -WaitSec'; Script = { 'now'; Test-SocketPort 127.0.0.1 9 -WaitSec 600 } }
        @{ Name = 'New-SocketConnection between its tries'; Script = { 'now'; New-SocketConnection 127.0.0.1 9 -MaximumRetryCount 600 } }
    ) {
        $background = Start-Background $Script $near
        Wait-BackgroundOutput $background | Should -Be 'now'
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $background.Shell.Stop()

        $watch.Elapsed.TotalSeconds | Should -BeLessThan 25
        $background.Shell.InvocationStateInfo.State | Should -Be 'Stopped'
        $background.Shell.Streams.Error | Where-Object FullyQualifiedErrorId -NE 'PipelineStopped' | Should -BeNullOrEmpty
    }
}
