BeforeAll {
    Import-Module $PSScriptRoot/../SocketTools.psd1

    # Answers every client that sends an empty line: the main menu of gopher, or a text without a selector.
    function Start-Gopher([string] $Reply) {
        Start-SocketListener -Response $Reply
    }

    function Get-ErrorId($Record) {
        ($Record.FullyQualifiedErrorId -split ',')[0]
    }
}

AfterAll {
    Remove-Module SocketTools
}

Describe 'Get-UriContent' {
    AfterEach {
        Get-SocketConnection | Should -BeNullOrEmpty
    }

    Context 'http' {
        It 'gets the content with its headers' {
            $web = Start-SocketListener -Response "HTTP/1.1 200 OK`r`nContent-Type: text/plain`r`nContent-Length: 5`r`n`r`nhello"
            $got = Get-UriContent "127.0.0.1:$($web.Port)/x"
            $got.Content | Should -BeExactly 'hello'
            $got.Bytes.Length | Should -Be 5
            $got.Headers['content-type'] | Should -Be 'text/plain'
            $got.Uri | Should -BeOfType uri
            ($got | Out-String).Trim() -split '\r?\n' | Should -Be "http://127.0.0.1:$($web.Port)/x", 'Content-Type: text/plain', 'Content-Length: 5', '', 'hello'
            Stop-SocketListener $web
        }
    }

    Context 'gopher' {
        It 'leads from a menu to a text' {
            $text = Start-Gopher "one`r`n..two`r`n.`r`n"
            $menu = Start-Gopher "iWords`tfake`tnull.host`t1`r`n0A text`t`t127.0.0.1`t$($text.Port)`r`n.`r`n"
            $got = Get-UriContent "gopher://127.0.0.1:$($menu.Port)"
            $got.Items.Type | Should -Be 'Information', 'Text'
            ($got.Items | Where-Object Type -EQ Text | Get-UriContent).Content | Should -BeExactly "one`r`n.two`r`n"
            $got.Items | Out-String | Should -Match '(?s)Type +Title.*Text +A text'
            $got | Out-String | Should -Match '(?m)^Text +A text\r?$'
            $gone = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($got))
            $gone.Headers[0].Value | Should -Be 'application/gopher-menu'
            ($gone.Items[1] | Get-UriContent).Content | Should -BeExactly "one`r`n.two`r`n"
            Stop-SocketListener $text, $menu
        }

        It 'shows nothing that a terminal would obey' {
            $menu = Start-Gopher "0$([char]27)[2Jx`t`thost`t70`r`n.`r`n"
            $got = Get-UriContent "gopher://127.0.0.1:$($menu.Port)"
            $got | Out-String | Should -Not -Match '\e\[2J'
            $got.Items | Out-String | Should -Not -Match '\e\[2J'
            Stop-SocketListener $menu
        }

        It 'goes on behind an item that leads nowhere' {
            $text = Start-Gopher "text`r`n.`r`n"
            $menu = Start-Gopher "iWords`tfake`tnull.host`t1`r`n0A text`t`t127.0.0.1`t$($text.Port)`r`n.`r`n"
            $all = (Get-UriContent "gopher://127.0.0.1:$($menu.Port)").Items | Get-UriContent -ErrorAction SilentlyContinue -ErrorVariable failed
            $all.Content | Should -BeExactly "text`r`n"
            $failed | Should -HaveCount 1
            Stop-SocketListener $text, $menu
        }
    }

    Context 'file' {
        BeforeAll {
            Set-Content "$TestDrive/a b.txt" hello -NoNewline
            $null = New-Item "$TestDrive/sub" -ItemType Directory
            Push-Location $TestDrive
        }

        AfterAll {
            Pop-Location
        }

        It 'lists a directory' {
            $got = Get-UriContent .
            $got.Items.Name | Should -Be 'a b.txt', 'sub'
            $got.Items.IsDirectory | Should -Be $false, $true
            ($got.Items | Where-Object Length | Get-UriContent).Content | Should -BeExactly hello
            $got.Items | Out-String | Should -Match '(?s)LastModified +Length +Name.* 5 a b\.txt'
        }

        It 'takes a path on a drive for a path: <_>' -ForEach 'TestDrive:/a b.txt', 'TestDrive:\a b.txt', 'FileSystem::FOLDER/a b.txt' {
            (Get-UriContent $_.Replace('FOLDER', $TestDrive)).Content | Should -BeExactly hello
        }

        It 'refuses a drive that holds no files' {
            { Get-UriContent variable:PWD -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidRequest,*' -ExpectedMessage '*file path*'
        }

        It 'leaves a byte order mark out, with -Encoding <_> and without' -ForEach 'utf8', 'unicode', 'bigendianunicode' {
            Set-Content marked.txt "h$([char] 0xE4)llo" -NoNewline -Encoding ($_ -replace '^utf8$', 'utf8BOM')
            (Get-UriContent ./marked.txt).Content | Should -BeExactly "h$([char] 0xE4)llo"
            (Get-UriContent ./marked.txt -Encoding $_).Content | Should -BeExactly "h$([char] 0xE4)llo"
            Remove-Item marked.txt
        }
    }

    Context 'any URI' {
        It 'goes on behind one that fails' {
            $got = 'nope:x', "$PSScriptRoot/UriContent.Tests.ps1" | Get-UriContent -ErrorAction SilentlyContinue -ErrorVariable failed
            $got | Should -HaveCount 1
            Get-ErrorId $failed[0] | Should -Be 'InvalidRequest'
        }
    }
}
