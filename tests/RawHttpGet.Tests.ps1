BeforeAll {
    Import-Module $PSScriptRoot/../SocketTools.psd1

    function Start-Web([string[]] $Line, [string] $Body) {
        Start-SocketListener -Response (($Line -join "`r`n") + "`r`n`r`n" + $Body)
    }

    function Get-Page($Web, [hashtable] $Parameters = @{}) {
        Invoke-RawHttpGet "http://localhost:$($Web.Port)/" @Parameters -ErrorAction Stop
    }
}

AfterAll {
    Remove-Module SocketTools
}

Describe 'Invoke-RawHttpGet' {
    Context 'the response' {
        BeforeAll {
            $web = Start-Web 'HTTP/1.1 404 Not  Here', 'Set-Cookie: a=1', 'X-Empty:', 'SET-cookie: b=2', 'Content-Type: text/plain; charset=iso-8859-1', 'Content-Length: 4' "nej`n"
            $response = Get-Page $web
        }

        It 'has the status, and a 404 is no error' {
            $response.StatusCode | Should -Be 404
            $response.ReasonPhrase | Should -Be 'Not  Here'
            $response.HttpVersion | Should -Be ([version] '1.1')
            "$response" | Should -Be 'HTTP/1.1 404 Not  Here'
        }

        It 'has the fields in order, duplicates kept' {
            $response.Headers | ForEach-Object Name | Should -BeExactly 'Set-Cookie', 'X-Empty', 'SET-cookie', 'Content-Type', 'Content-Length'
            $response.Headers['set-cookie'] | Should -Be 'a=1', 'b=2'
            $response.Headers['x-empty'] | Should -Be ''
            $response.Headers['absent'] | Should -BeNullOrEmpty
        }

        It 'has the bytes and the text' {
            $response.Body | Should -Be 0x6E, 0x65, 0x6A, 10
            $response.Content | Should -Be "nej`n"
            [System.Text.Encoding]::ASCII.GetString($response.RawHeader) | Should -BeLike "HTTP/1.1 404 Not  Here`r`nSet-Cookie: a=1`r`n*`r`n`r`n"
        }

        It 'has the times' {
            $response.Timing.FirstByte | Should -BeOfType timespan
            $response.Timing.Total | Should -BeGreaterOrEqual $response.Timing.FirstByte
        }

        It 'shows itself as it came' {
            ($response | Out-String).Trim() -split '\r?\n' | Should -Be 'HTTP/1.1 404 Not  Here', 'Set-Cookie: a=1', 'X-Empty: ', 'SET-cookie: b=2', 'Content-Type: text/plain; charset=iso-8859-1', 'Content-Length: 4', '', 'nej'
        }

        It 'shows its fields as a table' {
            $response.Headers | Out-String | Should -Match '(?s)Name +Value.*Set-Cookie +a=1'
        }
    }

    It 'takes the URI from a property <_>' -ForEach 'Uri', 'Url', 'RequestUri' {
        $web = Start-Web 'HTTP/1.1 204 No Content'
        ([pscustomobject]@{ $_ = "http://localhost:$($web.Port)/" } | Invoke-RawHttpGet).StatusCode | Should -Be 204
    }

    It 'takes no more than -<Budget> says' -ForEach @(
        @{ Budget = 'MaxHeaderBytes'; Most = 30 }
        @{ Budget = 'MaxBodyBytes'; Most = 9 }
    ) {
        $web = Start-Web 'HTTP/1.1 200 OK', 'Content-Length: 10' '0123456789'
        $parameters = @{ $Budget = $Most }
        { Get-Page $web $parameters } | Should -Throw -ErrorId 'LimitExceeded,SocketTools.Commands.InvokeRawHttpGetCommand'
    }
}
