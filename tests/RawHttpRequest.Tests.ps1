BeforeAll {
    Import-Module $PSScriptRoot/../SocketTools.psd1
    Import-Module $PSScriptRoot/Background.psm1

    function Start-Web([string[]] $Line, [string] $Body) {
        Start-SocketListener -Response (($Line -join "`r`n") + "`r`n`r`n" + $Body)
    }

    # A server that answers each request of one client with a response that a script makes of its lines.
    function Start-Scripted([string] $Answer) {
        $listener = Start-SocketListener
        $server = Start-Background {
            param($l, $answer)
            $make = [scriptblock]::Create($answer)
            $client = Wait-SocketConnection $l
            while ($lines = Receive-SocketLine $client -Until '^$' -ErrorAction SilentlyContinue) {
                $length = @($lines -match '^Content-Length: [1-9]')[0] -replace '\D'
                if ($length) {
                    $lines += [System.Text.Encoding]::UTF8.GetString((Receive-SocketData $client -Count $length))
                }
                Send-SocketData (& $make $lines) -Connection $client -Encoding latin1
            }
            Close-SocketConnection $client
        } $listener, $Answer
        [pscustomobject]@{ Uri = "http://localhost:$($listener.Port)/"; Listener = $listener; Server = $server }
    }

    function Stop-Scripted($Scripted) {
        Wait-Background $Scripted.Server
        Stop-SocketListener $Scripted.Listener
    }

    function Get-Text([byte[]] $Bytes) {
        [System.Text.Encoding]::Latin1.GetString($Bytes)
    }
}

AfterAll {
    Remove-Module SocketTools, Background
}

Describe 'ConvertTo-RawHttpRequest' {
    It 'takes no object for a body, and says what makes text of one' {
        { ConvertTo-RawHttpRequest http://127.0.0.1:1/ -Method POST -Body ([pscustomobject] @{ a = 1 }) } |
            Should -Throw '*ConvertTo-Json makes text of it.' -ErrorId 'ParameterArgumentTransformationError,*'
    }

    It 'gives the exact bytes and sends nothing' {
        $bytes = ConvertTo-RawHttpRequest 'http://example.com/a%20b?c=d#e'
        , $bytes | Should -BeOfType byte[]
        Get-Text $bytes | Should -BeExactly "GET /a%20b?c=d HTTP/1.1`r`nHost: example.com`r`nUser-Agent: SocketTools`r`n`r`n"
    }

    It 'keeps the order and the case of fields, repeats arrays, and leaves out what is $null' {
        $bytes = ConvertTo-RawHttpRequest http://example.com -Headers ([ordered]@{ 'x-b' = 1, 2; ACCEPT = '*/*'; 'User-Agent' = $null })
        (Get-Text $bytes) -split "`r`n" | Should -BeExactly 'GET / HTTP/1.1', 'Host: example.com', 'x-b: 1', 'x-b: 2', 'ACCEPT: */*', '', ''
    }

    It 'frames a body by its length, or in chunks with trailers' {
        ((Get-Text (ConvertTo-RawHttpRequest http://h -Method POST -Body 'grüße')) -split "`r`n")[-3] | Should -Be 'Content-Length: 7'
        Get-Text (ConvertTo-RawHttpRequest http://h -Method POST -Body hello -Chunked -Trailers @{ Sum = 5 }) |
            Should -BeLike "*Transfer-Encoding: chunked`r`n`r`n5`r`nhello`r`n0`r`nSum: 5`r`n`r`n"
    }

    It 'takes a file' {
        Set-Content TestDrive:/body 'hello' -NoNewline
        Get-Text (ConvertTo-RawHttpRequest http://h -Method PUT -InFile TestDrive:/body) | Should -BeLike "PUT / *Content-Length: 5`r`n`r`nhello"
    }

    It 'takes a Uri object as it was written' {
        Get-Text (ConvertTo-RawHttpRequest ([uri] 'http://h/%41%2F')) | Should -BeLike 'GET /%41%2F HTTP/1.1*'
    }

    It 'sends a method as it is written, and warns where its case is not the usual' {
        Get-Text (ConvertTo-RawHttpRequest http://h -Method Post -WarningVariable warned -WarningAction SilentlyContinue) | Should -BeLike 'Post / *'
        "$warned" | Should -BeLike "*'Post'*POST*"
        Invoke-RawHttpRequest http://127.0.0.1:9/ get -WarningVariable warned -WarningAction SilentlyContinue -ErrorAction SilentlyContinue -Confirm:$false
        "$warned" | Should -BeLike "*'get'*GET*"
        $null = ConvertTo-RawHttpRequest http://h -Method PURGE -WarningVariable warned
        $warned | Should -BeNullOrEmpty
    }

    It 'refuses <_>' -ForEach '-Headers @{ A = "x`r`nB: y" }', '-Method "GET /"', '-RequestTarget "/a b"', '-HttpVersion 3.0', '-Body x -Chunked -HttpVersion 1.0' {
        { & ([scriptblock]::Create("ConvertTo-RawHttpRequest http://h $_ -ErrorAction Stop")) } | Should -Throw -ErrorId 'InvalidRequest,*'
    }
}

Describe 'ConvertFrom-RawHttpResponse' {
    It 'makes responses of text, bytes and a file' {
        $text = "HTTP/1.1 200 OK`r`nTransfer-Encoding: chunked`r`n`r`n2`r`nok`r`n0`r`nSum: 2`r`n`r`nHTTP/1.1 404 Not Found`r`n`r`nnone"
        $bytes = [System.Text.Encoding]::ASCII.GetBytes($text)
        [System.IO.File]::WriteAllBytes("$TestDrive/responses", $bytes)
        foreach ($responses in @(
                , ($text | ConvertFrom-RawHttpResponse)
                , ($bytes | ConvertFrom-RawHttpResponse)
                , (, $bytes | ConvertFrom-RawHttpResponse)
                , (ConvertFrom-RawHttpResponse -InFile TestDrive:/responses))) {
            $responses.StatusCode | Should -Be 200, 404
            $responses.Content | Should -Be 'ok', 'none'
            $responses[0].Trailers['sum'] | Should -Be 2
        }
    }

    It 'undoes gzip where asked to' {
        $packed = [System.IO.MemoryStream]::new()
        $gzip = [System.IO.Compression.GZipStream]::new($packed, [System.IO.Compression.CompressionMode]::Compress)
        $gzip.Write([byte[]] [char[]] 'hello, hello', 0, 12)
        $gzip.Dispose()
        $body = [System.Text.Encoding]::Latin1.GetString($packed.ToArray())
        (ConvertFrom-RawHttpResponse "HTTP/1.1 200 OK`r`nContent-Encoding: gzip`r`n`r`n$body" -Decompress).Content | Should -Be 'hello, hello'
    }

    It 'goes on behind text that is no bytes' {
        $good = "HTTP/1.1 204 None`r`n`r`n"
        ($good, "HTTP/1.1 200 $([char] 0x20AC)`r`n`r`n", $good | ConvertFrom-RawHttpResponse -ErrorAction SilentlyContinue -ErrorVariable bad).StatusCode | Should -Be 204, 204
        $bad.FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
    }
}

Describe 'Invoke-RawHttpRequest' {
    It 'sends any method and body, and the answer says what was sent' {
        $scripted = Start-Scripted '"HTTP/1.1 201 Made`r`nContent-Length: $($args[0][-1].Length)`r`n`r`n$($args[0][-1])"'
        $response = Invoke-RawHttpRequest $scripted.Uri PATCH -Body '{"a":1}' -Headers @{ 'Content-Type' = 'application/json' }
        $response.StatusCode | Should -Be 201
        $response.Content | ConvertFrom-Json | ForEach-Object a | Should -Be 1
        Get-Text $response.RequestBytes | Should -BeLike "PATCH / HTTP/1.1`r`n*Content-Length: 7`r`n`r`n"
        Stop-Scripted $scripted
    }

    It 'gives JSON as an object, and takes a dictionary as a form' {
        $scripted = Start-Scripted '"HTTP/1.1 200 OK`r`nContent-Type: application/json`r`nContent-Length: $($args[0][-1].Length + 8)`r`n`r`n{`"b`":`"$($args[0][-1])`"}"'
        $response = Invoke-RawHttpRequest $scripted.Uri POST -Body ([ordered]@{ a = 'b c'; n = 1, 2 })
        $response.Json().b | Should -BeExactly 'a=b+c&n=1&n=2'
        $response | Get-Member Json | Should -Not -BeNullOrEmpty
        Get-Text $response.RequestBytes | Should -BeLike "*Content-Type: application/x-www-form-urlencoded`r`n*"
        Stop-Scripted $scripted
    }

    # The rest of such a body would be the beginning of the next request.
    It 'sends nothing behind a body <What>, and the next request on a connection of its own: <Clients>' -ForEach @(
        @{ What = 'that is as long as its length'; Clients = 1; Headers = @{ 'Content-Length' = '3' } }
        @{ What = 'in chunks'; Clients = 1; Headers = @{ 'Transfer-Encoding' = 'chunked' } }
        @{ What = 'longer than it is said to be'; Clients = 2; Headers = @{ 'Content-Length' = '1' } }
        @{ What = 'shorter than it is said to be'; Clients = 2; Headers = @{ 'Content-Length' = '4' } }
        @{ What = 'of two lengths'; Clients = 2; Headers = @{ 'Content-Length' = '3', '3' } }
        @{ What = 'of no length'; Clients = 2; Headers = @{ 'Content-Length' = $null } }
        @{ What = 'in chunks and of a length'; Clients = 2; Headers = @{ 'Content-Length' = '3'; 'Transfer-Encoding' = 'chunked' } }
        @{ What = 'in a coding that has no end'; Clients = 2; Headers = @{ 'Transfer-Encoding' = 'gzip' } }
    ) {
        $mock = Start-SocketListener -Reply @{ 'POST / HTTP' = "HTTP/1.1 200 OK`nContent-Length: 0`n`n" }
        @("http://127.0.0.1:$($mock.Port)/") * 2 | Invoke-RawHttpRequest -Method POST -Body abc -Headers $Headers | ForEach-Object StatusCode | Should -Be 200, 200
        $mock.Accepted | Should -Be $Clients
        Stop-SocketListener $mock
    }
}

Describe 'Looking' {
    It 'draws the stages of the time' {
        $web = Start-Web 'HTTP/1.1 200 OK', 'Content-Length: 2' 'ok'
        $lines = ((Invoke-RawHttpGet "http://localhost:$($web.Port)/").Timing | Out-String).Trim() -split '\r?\n'
        $lines -match '^(Resolve|Connect|Send|Wait|Receive) +\d+\.\d ms +█+' | Should -HaveCount ($lines.Count - 1)
        $lines[-1] | Should -Match '^Total +\d+\.\d ms$'
    }

    It 'shows what came before the response and behind it, and the file: <Name>' -ForEach @(
        @{ Name = 'as it is'; Shown = 'hello'; OutFile = $null }
        @{ Name = 'in a file'; Shown = '[in {0}]'; OutFile = 'body.txt' }
    ) {
        $web = Start-SocketListener -Response ("HTTP/1.1 103 Early Hints`r`nLink: </a.css>`r`n`r`n" +
            "HTTP/1.1 200 OK`r`nTransfer-Encoding: chunked`r`n`r`n5`r`nhello`r`n0`r`nX-Sum: 42`r`n`r`n")
        $file = @{}
        if ($OutFile) { $file.OutFile = "$TestDrive/$OutFile" }
        $response = Invoke-RawHttpGet "http://localhost:$($web.Port)/" @file
        $response | Export-Clixml $TestDrive/response.xml

        $expected = 'HTTP/1.1 103 Early Hints', 'Link: </a.css>', '', 'HTTP/1.1 200 OK', 'Transfer-Encoding: chunked', '',
            ($Shown -f $response.OutFile), '', 'X-Sum: 42'
        ($response | Out-String).Trim() -split '\r?\n' | Should -Be $expected
        (Import-Clixml $TestDrive/response.xml | Out-String).Trim() -split '\r?\n' | Should -Be $expected
    }

    It 'shows no control characters of the server: <View>' -ForEach @(
        @{ View = 'as it is'; Show = { $args[0] | Out-String } }
        @{ View = 'as a table'; Show = { $args[0] | Format-Table | Out-String } }
        @{ View = 'as a list'; Show = { $args[0] | Format-List | Out-String } }
    ) {
        $response = ConvertFrom-RawHttpResponse "HTTP/1.1 200 `e[31m`r`nX: `e[2J`r`n`r`nred`e[31m"
        $shown = (& $Show $response) + (& $Show $response.Headers)
        $shown | Should -Match '\[2J'
        $shown | Should -Not -Match "`e\[(31m|2J)"
    }
}
