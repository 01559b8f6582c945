# What a user gets, and that it works where a user puts it.
Describe 'The package' {
    BeforeAll {
        Import-Module $PSScriptRoot/Pwsh.psm1

        # No task; the functions alone. What has been built is packed.
        . $PSScriptRoot/../build.ps1 -Task @()
        function Build { }
        $package, $zip, $gallery = Package
    }

    AfterAll {
        Remove-Module Pwsh
    }

    It 'holds what its documents point to' {
        $pointers = foreach ($document in Get-ChildItem $package -Include *.md, about_*.txt -Recurse) {
            $text = [System.IO.File]::ReadAllText($document.FullName)
            [regex]::Matches($text, '\]\(([\w./-]*[A-Za-z][\w./-]*)\)').ForEach({ Join-Path $document.DirectoryName $_.Groups[1].Value })
            [regex]::Matches($text, '\bdocs/[\w-]+\.\w+').ForEach({ Join-Path $package $_.Value })
        }

        $pointers.Count | Should -BeGreaterThan 3
        $pointers | Should -Exist
    }

    It 'is the same as a zip file' {
        $archive = [System.IO.Compression.ZipFile]::OpenRead($zip)
        $zipped = $archive.Entries.FullName | Where-Object { $_ -notmatch '/$' } | Sort-Object
        $archive.Dispose()
        $top = $package.Parent.Parent.FullName
        $files = Get-ChildItem $package -File -Recurse | ForEach-Object { $_.FullName.Substring($top.Length + 1).Replace('\', '/') } | Sort-Object

        $zipped | Should -Be $files
    }

    It 'installs as the README says, and fetches a page in a new shell that imports it by name' {
        $install = [regex]::Match([System.IO.File]::ReadAllText("$PSScriptRoot/../README.md"), '(?ms)^```ps1\n(.*?Install-PSResource.*?)^```$').Groups[1].Value
        $before = $env:HOME, $env:XDG_DATA_HOME, $env:PSModulePath
        try {
            # A user's home of its own: nothing of this machine's is touched.
            $env:HOME = (New-Item "$TestDrive/home" -ItemType Directory).FullName
            $env:XDG_DATA_HOME = $env:PSModulePath = $null
            $null = New-Item "$env:HOME/.local/share" -ItemType Directory
            $said = Invoke-Pwsh -WorkingDirectory $gallery.DirectoryName -Command "`$ErrorActionPreference = 'Stop'`n$install"
            $LASTEXITCODE | Should -Be 0 -Because ($said -join "`n")
            $said = Invoke-Pwsh -WorkingDirectory $env:HOME -Command '
                Import-Module SocketTools -ErrorAction Stop
                $web = Start-SocketListener -Response "HTTP/1.1 200 OK`r`nContent-Length: 5`r`n`r`nhello"
                (Invoke-RawHttpGet "http://localhost:$($web.Port)/").Content
                (Get-Command Invoke-RawHttpGet).DLL
                (Get-Help Invoke-RawHttpGet).Synopsis
                Remove-Module SocketTools
                "$($web.State) $(Get-Module SocketTools)"'
        }
        finally {
            $env:HOME, $env:XDG_DATA_HOME, $env:PSModulePath = $before
        }

        $said[0] | Should -Be 'hello'
        $said[1] | Should -BeLike "*/home/.local/share/powershell/Modules/SocketTools/$($package.Name)/lib/net8.0/*/SocketTools.dll"
        $said[2] | Should -Not -BeLike 'Invoke-RawHttpGet*'
        $said[3] | Should -Be 'Stopped '
    }

    It 'is compiled ahead of time for <_>' -ForEach 'win-x64', 'win-arm64', 'linux-x64', 'linux-arm64', 'osx-x64', 'osx-arm64' {
        foreach ($library in 'SocketTools.dll', 'SocketTools.Core.dll') {
            $stream = [System.IO.File]::OpenRead("$package/lib/net8.0/$_/$library")
            $reader = [System.Reflection.PortableExecutable.PEReader]::new($stream)
            $reader.PEHeaders.CorHeader.ManagedNativeHeaderDirectory.Size | Should -BeGreaterThan 0
            $reader.Dispose()
        }
    }

    It 'names no folder of the machine that built it in its symbols' {
        $checkout = (Resolve-Path "$PSScriptRoot/..").Path
        foreach ($library in Get-ChildItem $package -Filter *.dll -Recurse) {
            $reader = [System.Reflection.PortableExecutable.PEReader]::new([System.IO.File]::OpenRead($library.FullName))
            $entries = $reader.ReadDebugDirectory()
            foreach ($entry in $entries | Where-Object Type -EQ CodeView) {
                $reader.ReadCodeViewDebugDirectoryData($entry).Path | Should -Not -BeLike "$checkout*"
            }

            $embedded = $entries | Where-Object Type -EQ EmbeddedPortablePdb
            if ($library.DirectoryName -match '(net8|netstandard2)\.0$') {
                $embedded | Should -HaveCount 1
            }

            foreach ($entry in $embedded) {
                $provider = $reader.ReadEmbeddedPortablePdbDebugDirectoryData($entry)
                $symbols = $provider.GetMetadataReader()
                $names = foreach ($handle in $symbols.Documents) { $symbols.GetString($symbols.GetDocument($handle).Name) }
                @($names).Count | Should -BeGreaterThan 10
                $names | Where-Object { $_.StartsWith($checkout) } | Should -BeNullOrEmpty
                $provider.Dispose()
            }

            $reader.Dispose()
        }
    }
}
