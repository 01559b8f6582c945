BeforeAll {
    Import-Module $PSScriptRoot/../SocketTools.psd1
    Import-Module $PSScriptRoot/Background.psm1

    function Start-Web([string[]] $Line, [string] $Body) {
        Start-SocketListener -Response (($Line -join "`r`n") + "`r`n`r`n" + $Body)
    }

    # A server that answers each request with a response that a script makes of its lines.
    function Start-Scripted([int] $Clients, [string] $Answer) {
        $listener = Start-SocketListener
        $server = Start-Background {
            param($l, $clients, $answer)
            $make = [scriptblock]::Create($answer)
            for ($i = 0; $i -lt $clients; $i++) {
                $client = Wait-SocketConnection $l
                while ($lines = Receive-SocketLine $client -Until '^$' -ErrorAction SilentlyContinue) {
                    $length = @($lines -match '^Content-Length: [1-9]')[0] -replace '\D'
                    if ($length) {
                        $lines += [System.Text.Encoding]::UTF8.GetString((Receive-SocketData $client -Count $length))
                    }
                    Send-SocketData (& $make $lines) -Connection $client -Encoding latin1
                }
                Close-SocketConnection $client
            }
        } $listener, $Clients, $Answer
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

    It 'knows that HEAD has no body' {
        (ConvertFrom-RawHttpResponse "HTTP/1.1 200 OK`r`nContent-Length: 5`r`n`r`n" -Method HEAD).Body | Should -BeNullOrEmpty
    }

    It 'tells a short one from a whole one' {
        { ConvertFrom-RawHttpResponse "HTTP/1.1 200 OK`r`nContent-Length: 5`r`n`r`nhel" -ErrorAction Stop } | Should -Throw -ErrorId 'Truncated,*'
    }

    It 'goes on behind text that is no bytes' {
        $good = "HTTP/1.1 204 None`r`n`r`n"
        ($good, "HTTP/1.1 200 $([char] 0x20AC)`r`n`r`n", $good | ConvertFrom-RawHttpResponse -ErrorAction SilentlyContinue -ErrorVariable bad).StatusCode | Should -Be 204, 204
        $bad.FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
    }
}

Describe 'Send-RawHttpRequest and Receive-RawHttpResponse' {
    It 'pipeline several requests over one connection' {
        $scripted = Start-Scripted 1 '"HTTP/1.1 200 OK`r`nContent-Length: $($args[0][0].Length)`r`n`r`n$($args[0][0])"'
        $c = New-SocketConnection $scripted.Uri.Substring(7).TrimEnd('/')
        1..3 | ForEach-Object { Send-RawHttpRequest "$($scripted.Uri)$_" -Connection $c }
        (Receive-RawHttpResponse $c -Count 3).Content | Should -Be 'GET /1 HTTP/1.1', 'GET /2 HTTP/1.1', 'GET /3 HTTP/1.1'
        ($c | Send-RawHttpRequest "$($scripted.Uri)4" -PassThru | Receive-RawHttpResponse).RequestUri | Should -Be "$($scripted.Uri)4"
        $c | Close-SocketConnection
        Stop-Scripted $scripted
    }
}

Describe 'Invoke-RawHttpRequest' {
    It 'sends any method and body, and the answer says what was sent' {
        $scripted = Start-Scripted 1 '"HTTP/1.1 201 Made`r`nContent-Length: $($args[0][-1].Length)`r`n`r`n$($args[0][-1])"'
        $response = Invoke-RawHttpRequest $scripted.Uri PATCH -Body '{"a":1}' -Headers @{ 'Content-Type' = 'application/json' }
        $response.StatusCode | Should -Be 201
        $response.Content | ConvertFrom-Json | ForEach-Object a | Should -Be 1
        Get-Text $response.RequestBytes | Should -BeLike "PATCH / HTTP/1.1`r`n*Content-Length: 7`r`n`r`n"
        Stop-Scripted $scripted
    }

    It 'gives JSON as an object, and takes a dictionary as a form' {
        $scripted = Start-Scripted 1 '"HTTP/1.1 200 OK`r`nContent-Type: application/json`r`nContent-Length: $($args[0][-1].Length + 8)`r`n`r`n{`"b`":`"$($args[0][-1])`"}"'
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

    It 'sends exactly the bytes it is given' {
        $scripted = Start-Scripted 1 '"HTTP/1.1 200 OK`r`nContent-Length: $($args[0][0].Length)`r`n`r`n$($args[0][0])"'
        (Invoke-RawHttpRequest $scripted.Uri -RequestBytes "GET  /odd path HTTP/7.7`r`n`r`n").Content | Should -BeExactly 'GET  /odd path HTTP/7.7'
        Stop-Scripted $scripted
    }

    It 'follows redirects where asked to, and tells each hop' {
        $scripted = Start-Scripted 2 'if ($args[0][0] -like "*/end *") { "HTTP/1.1 200 OK`r`nContent-Length: 3`r`n`r`nend" } else { "HTTP/1.1 302 Found`r`nLocation: end`r`nContent-Length: 0`r`n`r`n" }'
        (Invoke-RawHttpGet $scripted.Uri).StatusCode | Should -Be 302
        $response = Invoke-RawHttpGet $scripted.Uri -MaximumRedirection 3
        $response.Content | Should -Be 'end'
        $response.RequestUri | Should -Be "$($scripted.Uri)end"
        $response.RedirectHistory.StatusCode | Should -Be 302
        Stop-Scripted $scripted
    }

    It 'sends a credential only where it is protected, unless allowed' {
        $web = Start-Web 'HTTP/1.1 200 OK', 'Content-Length: 0'
        $credential = [pscredential]::new('me', (ConvertTo-SecureString 'pw' -AsPlainText -Force))
        { Invoke-RawHttpGet "http://localhost:$($web.Port)/" -Credential $credential -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidRequest,*'
        $web.Accepted | Should -Be 0
        $response = Invoke-RawHttpGet "http://localhost:$($web.Port)/" -Credential $credential -AllowUnencryptedAuthentication
        Get-Text $response.RequestBytes | Should -BeLike '*Authorization: `*`*`*`*`*`*`*`**'
    }

    It 'makes an error of a refusal where asked to, with the answer in it' {
        $web = Start-Web 'HTTP/1.1 503 Not Now', 'Content-Length: 4' 'busy'
        Invoke-RawHttpGet "http://localhost:$($web.Port)/" -RequireSuccess -ErrorAction SilentlyContinue -ErrorVariable problem | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'ReplyRejected,*'
        $problem[0].TargetObject.Content | Should -Be 'busy'
    }

    It 'undoes gzip where asked to' {
        $packed = [System.IO.MemoryStream]::new()
        $gzip = [System.IO.Compression.GZipStream]::new($packed, [System.IO.Compression.CompressionMode]::Compress)
        $gzip.Write([byte[]] [char[]] 'hello, hello', 0, 12)
        $gzip.Dispose()
        $body = [System.Text.Encoding]::Latin1.GetString($packed.ToArray())
        $response = ConvertFrom-RawHttpResponse "HTTP/1.1 200 OK`r`nContent-Encoding: gzip`r`nContent-Length: $($body.Length)`r`n`r`n$body" -Decompress
        $response.Content | Should -Be 'hello, hello'
        { ConvertFrom-RawHttpResponse "HTTP/1.1 200 OK`r`nContent-Encoding: gzip`r`n`r`n$($body.Substring(0, $body.Length - 9))" -Decompress -ErrorAction Stop } |
            Should -Throw -ErrorId 'Truncated,*'
    }
}

Describe 'A download' {
    It 'has its name when it is whole, and goes on where it was cut off' {
        $web = Start-Web 'HTTP/1.1 200 OK', 'ETag: "1"', 'Content-Length: 10' '01234'
        { Invoke-RawHttpGet "http://localhost:$($web.Port)/" -OutFile TestDrive:/file -ErrorAction Stop } | Should -Throw -ErrorId 'Truncated,*'
        'TestDrive:/file' | Should -Not -Exist

        $scripted = Start-Scripted 1 '"HTTP/1.1 206 Partial`r`nETag: `"1`"`r`nContent-Range: bytes 5-9/10`r`nContent-Length: 5`r`n`r`n56789"'
        $response = Invoke-RawHttpGet $scripted.Uri -OutFile TestDrive:/file -Resume
        Get-Text $response.RequestBytes | Should -BeLike "*Range: bytes=5-`r`nIf-Range: `"1`"*"
        $response.OutFile | Should -Be (Join-Path $TestDrive file)
        Get-Content TestDrive:/file | Should -Be '0123456789'
        Get-ChildItem TestDrive:/file* | Should -HaveCount 1
        Stop-Scripted $scripted
    }
}

Describe 'Many at once' {
    It 'come as they complete, and a bad one is one error' {
        $web = Start-Web 'HTTP/1.1 200 OK', 'Content-Length: 2' 'ok'
        $uris = 1..20 | ForEach-Object { "http://localhost:$($web.Port)/$_" }
        $responses = $uris + 'http://no-such-host.invalid/' | Invoke-RawHttpGet -ThrottleLimit 5 -ErrorAction SilentlyContinue -ErrorVariable problem
        $responses.RequestUri.AbsoluteUri | Sort-Object | Should -Be ($uris | Sort-Object)
        $problem | Should -HaveCount 1
        $problem[0].TargetObject | Should -Be 'http://no-such-host.invalid/'
        Get-SocketConnection | Should -BeNullOrEmpty
    }

    It 'stop when nobody wants more' {
        $web = Start-Web 'HTTP/1.1 200 OK', 'Content-Length: 2' 'ok'
        1..2000 | ForEach-Object { "http://localhost:$($web.Port)/$_" } | Invoke-RawHttpGet -ThrottleLimit 5 | Select-Object -First 3 | Should -HaveCount 3
        Get-SocketConnection | Should -BeNullOrEmpty
        $web.Accepted | Should -BeLessThan 1000
    }
}

Describe 'Looking' {
    It 'tells the exchange on the verbose stream, without secrets' {
        $web = Start-Web 'HTTP/1.1 200 OK', 'Set-Cookie: id=s3cret', 'Content-Length: 2' 'ok'
        $told = Invoke-RawHttpGet "http://localhost:$($web.Port)/x" -Headers @{ Cookie = 's3cret' } -Verbose 4>&1 |
            Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } | ForEach-Object Message
        $told | Should -Contain '> GET /x HTTP/1.1'
        $told | Should -Contain '< HTTP/1.1 200 OK'
        $told | Should -Contain '> Cookie: ********'
        $told | Should -Contain '< Set-Cookie: ********'
        $told -match 's3cret' | Should -BeNullOrEmpty
    }

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
