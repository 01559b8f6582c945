BeforeAll {
    Import-Module $PSScriptRoot/../SocketTools.psd1
    Import-Module $PSScriptRoot/Background.psm1

    function Start-Web([string[]] $Line, [string] $Body) {
        Start-SocketListener -Response (($Line -join "`r`n") + "`r`n`r`n" + $Body)
    }

    function Get-Page($Web, [hashtable] $Parameters = @{}) {
        Invoke-RawHttpGet "http://localhost:$($Web.Port)/" @Parameters -ErrorAction Stop
    }
}

AfterAll {
    Remove-Module SocketTools, Background
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

    Context 'the body' {
        It 'ends after its length' {
            (Get-Page (Start-Web 'HTTP/1.1 200 OK', 'Content-Length: 3' 'abcdef')).Content | Should -Be 'abc'
        }

        It 'ends with its last chunk' {
            $response = Get-Page (Start-Web 'HTTP/1.1 200 OK', 'Transfer-Encoding: chunked', 'Trailer: X-Sum' "3`r`nabc`r`n2;x=y`r`nde`r`n0`r`nX-Sum: 5`r`n`r`n")
            $response.Content | Should -Be 'abcde'
            $response.Trailers['X-Sum'] | Should -Be '5'
        }

        It 'ends with the connection' {
            (Get-Page (Start-Web 'HTTP/1.0 200 OK' "line`nline`n")).Content | Should -Be "line`nline`n"
        }

        It 'may be empty' {
            (Get-Page (Start-Web 'HTTP/1.1 200 OK', 'Content-Length: 0')).Body.Length | Should -Be 0
        }
    }

    Context 'the request' {
        BeforeAll {
            function Get-Asked([hashtable] $Parameters) {
                $listener = Start-SocketListener
                $server = Start-Background {
                    param($l)
                    $client = Wait-SocketConnection $l
                    Receive-SocketLine $client -Until '^$'
                    Send-SocketLine 'HTTP/1.1 204 No Content', '' -Connection $client
                    Close-SocketConnection $client
                } $listener
                $response = Invoke-RawHttpGet "http://localhost:$($listener.Port)/a%20b?c=d#e" @Parameters -ErrorAction Stop
                Stop-SocketListener $listener
                @{ Port = $listener.Port; Line = Wait-Background $server; Response = $response }
            }
        }

        It 'is what RequestBytes says' {
            $asked = Get-Asked @{}
            $asked.Line[0..1] | Should -Be 'GET /a%20b?c=d HTTP/1.1', "Host: localhost:$($asked.Port)"
            [System.Text.Encoding]::ASCII.GetString($asked.Response.RequestBytes) | Should -Be (($asked.Line -join "`r`n") + "`r`n")
        }

        It 'speaks 1.0 where asked to' {
            (Get-Asked @{ HttpVersion = 1.0 }).Line[0] | Should -Be 'GET /a%20b?c=d HTTP/1.0'
        }

        It 'has the fields that are given, in order, an array as repetition' {
            $headers = [ordered]@{ 'X-B' = '2'; 'X-A' = 1, 'one'; 'User-Agent' = 'me' }
            $lines = (Get-Asked @{ Headers = $headers }).Line
            $lines -like 'X-*' | Should -Be 'X-B: 2', 'X-A: 1', 'X-A: one'
            $lines -like 'User-Agent:*' | Should -Be 'User-Agent: me'
        }

        It 'keeps secrets out of RequestBytes and sends them' {
            $asked = Get-Asked @{ Headers = @{ Authorization = 'Bearer s3cret' } }
            $asked.Line | Should -Contain 'Authorization: Bearer s3cret'
            [System.Text.Encoding]::ASCII.GetString($asked.Response.RequestBytes) | Should -Not -BeLike '*s3cret*'
        }

        It 'is not sent with <Case>' -ForEach @(
            @{ Case = 'a line end in a field'; Parameters = @{ Headers = @{ A = "x`r`nB: y" } } }
            @{ Case = 'a line end in a field name'; Parameters = @{ Headers = @{ "A`n" = 'x' } } }
            @{ Case = 'a version that is not spoken'; Parameters = @{ HttpVersion = '2.0' } }
        ) {
            $web = Start-Web 'HTTP/1.1 204 No Content'
            { Get-Page $web $Parameters } | Should -Throw -ErrorId 'InvalidRequest,SocketTools.Commands.InvokeRawHttpGetCommand'
            $web.Accepted | Should -Be 0
        }

        It 'is not made to <_>' -ForEach 'ftp://localhost/', 'http://localhost:99999/', 'http://localhost/a b', 'http:///' {
            { Invoke-RawHttpGet $_ -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidRequest,*'
        }
    }

    Context 'the pipeline' {
        It 'fetches one after another, and a bad one is one error' {
            $web = Start-Web 'HTTP/1.1 200 OK', 'Content-Length: 2' 'ok'
            $uri = "http://localhost:$($web.Port)/"
            $responses = $uri, 'http://no-such-host.invalid/', $uri | Invoke-RawHttpGet -ErrorAction SilentlyContinue -ErrorVariable problem

            $responses.Content | Should -Be 'ok', 'ok'
            $problem | Should -HaveCount 1
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'HostNotFound,*'
            $problem[0].TargetObject | Should -Be 'http://no-such-host.invalid/'
        }

        It 'takes the URI from a property <_>' -ForEach 'Uri', 'Url', 'RequestUri' {
            $web = Start-Web 'HTTP/1.1 204 No Content'
            ([pscustomobject]@{ $_ = "http://localhost:$($web.Port)/" } | Invoke-RawHttpGet).StatusCode | Should -Be 204
        }

        It 'uses a connection again where the server keeps it' {
            $listener = Start-SocketListener
            $server = Start-Background {
                param($l)
                $client = Wait-SocketConnection $l
                1..3 | ForEach-Object {
                    $asked = (Receive-SocketLine $client -Until '^$')[0]
                    Send-SocketLine 'HTTP/1.1 200 OK', "Content-Length: $($asked.Length)", '' -Connection $client
                    Send-SocketData $asked -Connection $client
                }
            } $listener
            (1..3 | ForEach-Object { "http://localhost:$($listener.Port)/$_" } | Invoke-RawHttpGet).Content |
                Should -Be 'GET /1 HTTP/1.1', 'GET /2 HTTP/1.1', 'GET /3 HTTP/1.1'
            Wait-Background $server
            $listener.Accepted | Should -Be 1
            Get-SocketConnection | Where-Object HostName -EQ localhost | Should -BeNullOrEmpty
            Get-SocketConnection | Close-SocketConnection
            Stop-SocketListener $listener
        }

        It 'stops asking when nobody wants more' {
            $web = Start-Web 'HTTP/1.0 200 OK' 'ok'
            , "http://localhost:$($web.Port)/" * 5 | Invoke-RawHttpGet | Select-Object -First 2 | Should -HaveCount 2
            $web.Accepted | Should -Be 2
        }
    }

    Context 'what goes wrong' {
        It '<Id>: <Case>' -ForEach @(
            @{ Case = 'a body cut off'; Id = 'Truncated'; Line = 'HTTP/1.1 200 OK', 'Content-Length: 10'; Body = 'short'; Parameters = @{} }
            @{ Case = 'chunks cut off'; Id = 'Truncated'; Line = 'HTTP/1.1 200 OK', 'Transfer-Encoding: chunked'; Body = "5`r`nabc"; Parameters = @{} }
            @{ Case = 'not HTTP at all'; Id = 'ProtocolViolation'; Line = '220 mail.example.org ready', 'x'; Body = ''; Parameters = @{} }
            @{ Case = 'a length that is no number'; Id = 'ProtocolViolation'; Line = 'HTTP/1.1 200 OK', 'Content-Length: ten'; Body = ''; Parameters = @{} }
            @{ Case = 'a header over its budget'; Id = 'LimitExceeded'; Line = 'HTTP/1.1 200 OK', "X: $('x' * 200)"; Body = ''; Parameters = @{ MaxHeaderBytes = 100 } }
            @{ Case = 'a body over its budget'; Id = 'LimitExceeded'; Line = 'HTTP/1.1 200 OK', 'Content-Length: 10'; Body = '0123456789'; Parameters = @{ MaxBodyBytes = 9 } }
        ) {
            $web = Start-Web $Line $Body
            { Get-Page $web $Parameters } | Should -Throw -ErrorId "$Id,SocketTools.Commands.InvokeRawHttpGetCommand"
            Get-SocketConnection | Should -BeNullOrEmpty
        }

        It 'ReceiveTimeout: a server that never answers, by <_>' -ForEach 'IdleTimeoutSec', 'TimeoutSec' {
            $listener = Start-SocketListener
            $parameters = @{ $_ = 0.1 }
            { Get-Page $listener $parameters } | Should -Throw -ErrorId 'ReceiveTimeout,*'
            Stop-SocketListener $listener
        }

        It 'RemoteClosed: a server that closes at once' {
            $listener = Start-SocketListener
            $server = Start-Background { param($l) Wait-SocketConnection $l | Close-SocketConnection -Direction Send } $listener
            { Get-Page $listener } | Should -Throw -ErrorId 'RemoteClosed,*'
            Wait-Background $server
            Get-SocketConnection | Close-SocketConnection
            Stop-SocketListener $listener
        }
    }
}
