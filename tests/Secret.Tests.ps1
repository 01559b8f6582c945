BeforeDiscovery {
    # What is said, as RFCs write it: {0} and {1} are the user and the password, {plain} is PLAIN's message in base64, {user} and {password} each in base64,
    # {basic} both with a colon between in base64, {digest} what is made of the password, {url} the password as URLs have it,
    # {length} its length, {plainlength} that of {plain}.
    $sessions = [ordered] @{
        'SMTP: AUTH PLAIN'               = "S: 220 hi`nC: EHLO me`nS: 250 AUTH PLAIN`nC: AUTH PLAIN {plain}`nS: 235 in`nC: QUIT`nS: 221 bye"
        'SMTP: AUTH PLAIN, later'        = "S: 220 hi`nC: auth plain`nS: 334`nC: {plain}`nS: 535 no`nC: AUTH PLAIN`nS: 334 `nC: {plain}`nS: 235 in"
        'SMTP: AUTH LOGIN'               = "S: 220 hi`nC: AUTH LOGIN`nS: 334 VXNlcm5hbWU6`nC: {user}`nS: 334 UGFzc3dvcmQ6`nC: {password}`nS: 535 no`nC: QUIT"
        'SMTP: AUTH LOGIN with a name'   = "S: 220 hi`nC: AUTH LOGIN {user}`nS: 334 UGFzc3dvcmQ6`nC: {password}`nS: 235 in`nC: NOOP"
        'SMTP: AUTH LOGIN, sent ahead'   = "S: 220 hi`nC: AUTH LOGIN`nC: {user}`nC: {password}`nS: 334 VXNlcm5hbWU6`nS: 334 UGFzc3dvcmQ6`nS: 235 in`nC: NOOP"
        'SMTP: AUTH CRAM-MD5'            = "S: 220 hi`nC: AUTH CRAM-MD5`nS: 334 PDE4OTY+`nC: {digest}`nS: 235 in"
        'SMTP: AUTH XOAUTH2'             = "S: 220 hi`nC: AUTH XOAUTH2 {plain}`nS: 334 e30=`nC:`nS: 535 no"
        'POP3: PASS'                     = "S: +OK hi`nC: USER {0}`nS: +OK`nC: PASS {1}`nS: -ERR no`nC: pass {1}`nS: +OK in"
        'POP3: APOP'                     = "S: +OK <1@h>`nC: APOP {0} {digest}`nS: +OK in"
        'POP3: AUTH'                     = "S: +OK hi`nC: AUTH PLAIN`nS: + `nC: {plain}`nS: +OK in`nC: STAT"
        'IMAP: LOGIN'                    = "S: * OK hi`nC: a1 LOGIN {0} {1}`nS: a1 OK in`nC: a2 NOOP"
        'IMAP: LOGIN in quotes'          = "S: * OK hi`nC: a1 login `"{0}`" `"{1}`"`nS: a1 OK in"
        'IMAP: LOGIN, no greeting heard' = "C: a1 LOGIN {0} {1}`nS: a1 OK in"
        'IMAP: LOGIN in literals'        = "S: * OK hi`nC: a1 LOGIN {3}`nS: + go`nC. `"bob {{length}}\r\n`"`nS: + go`nC: {1}`nS: a1 OK in`nC: a2 NOOP"
        'IMAP: LOGIN in literals ahead'  = "S: * OK hi`nC: a1 LOGIN {3+}`nC. `"bob {{length}+}\r\n`"`nC: {1}`nC: a2 NOOP`nS: a1 OK in"
        'IMAP: AUTHENTICATE'             = "S: * OK hi`nC: a1 AUTHENTICATE PLAIN`nS: +`nC: {plain}`nS: a1 OK in"
        'IMAP: AUTHENTICATE at once'     = "S: * OK hi`nC: a1 AUTHENTICATE PLAIN {plain}`nS: a1 NO`nC: a2 LOGIN {0} {1}`nS: a2 OK"
        'ManageSieve: AUTHENTICATE'      = "S: OK`nC: AUTHENTICATE `"PLAIN`" `"{plain}`"`nS: OK"
        'ManageSieve: a literal'         = "S: OK`nC: AUTHENTICATE `"PLAIN`" {{plainlength}+}`nC: {plain}`nS: OK`nC: LISTSCRIPTS"
        'ManageSieve: asked for'         = "S: OK`nC: AUTHENTICATE `"LOGIN`"`nS: `"VXNlcm5hbWU6`"`nC: `"{user}`"`nS: {12}`nS: UGFzc3dvcmQ6`nC: `"{password}`"`nS: OK"
        'NNTP: AUTHINFO'                 = "S: 200 hi`nC: AUTHINFO USER {0}`nS: 381 go`nC: AUTHINFO PASS {1}`nS: 281 in"
        'NNTP: AUTHINFO SASL'            = "S: 200 hi`nC: AUTHINFO SASL PLAIN {plain}`nS: 281 in`nC: AUTHINFO SASL PLAIN`nS: 383 =`nC: {plain}`nS: 281 in"
        'FTP: PASS and ACCT'             = "S: 220 hi`nC: USER {0}`nS: 331 go`nC: PASS {1}`nS: 332 go`nC: ACCT {1}`nS: 230 in"
        'IRC: PASS and OPER'             = "C: PASS {1}`nC: NICK {0}`nC: OPER {0} {1}`nS: :h 381 {0} :in"
        'Redis: AUTH in a line'          = "C: AUTH {1}`nS: +OK`nC: auth {0} {1}`nS: +OK"
        'Redis: AUTH'                    = "C: *2`nC: `$4`nC: AUTH`nC: `${length}`nC: {1}`nS: +OK`nC: *1`nC: `$4`nC: PING`nS: +PONG"
        'Redis: AUTH with a name'        = "C: *3`nC: `$4`nC: AUTH`nC: `$3`nC: {0}`nC: `${length}`nC: {1}`nS: +OK"
        'Redis: HELLO'                   = "C: *5`nC: `$5`nC: HELLO`nC: `$1`nC: 3`nC: `$4`nC: AUTH`nC: `$3`nC: {0}`nC: `${length}`nC: {1}`nS: +OK"
        'Redis: CONFIG SET'              = "C: *4`nC: `$6`nC: CONFIG`nC: `$3`nC: SET`nC: `$11`nC: requirepass`nC: `${length}`nC: {1}`nS: +OK"
        'Redis: ACL SETUSER'             = "C: ACL SETUSER {0} on >{1}`nS: +OK"
        'HTTP: Basic'                    = "C: GET / HTTP/1.1`nC: Host: h`nC: Authorization: Basic {basic}`nC: Proxy-Authorization: Basic {basic}`nC:`nS: HTTP/1.1 204 No Content`nS:"
        'HTTP: Bearer and keys'          = "C: GET / HTTP/1.0`nC: authorization:Bearer {1}`nC: X-Api-Key: {1}`nC: X-Auth-Token:`t{1}`nC:`nS: HTTP/1.1 204 No Content`nS:"
        'HTTP: cookies'                  = "C: GET / HTTP/1.1`nC: Host: h`nC: Cookie: a={1}; b=2`nC:`nS: HTTP/1.1 204 No Content`nS: Set-Cookie: a={1}; Path=/`nS: set-cookie: b=`nS:  {1}`nS:"
        'HTTP: users in URIs'            = "C: GET http://{0}:{url}@h/x HTTP/1.1`nC: Host: h`nC: Referer: https://{0}:{url}@h/`nC:`nS: HTTP/1.1 302 Found`nS: Location: ftp://{0}:{url}@h/y`nS: Content-Length: 0`nS:"
    }

    # And servers that say what they heard, whole or in parts.
    $echoes = [ordered] @{
        'POP3: the command again'        = "S: +OK hi`nC: USER {0}`nS: +OK`nC: PASS {1}`nS: -ERR bad command: PASS {1}"
        'POP3: the password in base64'   = "S: +OK hi`nC: PASS {1}`nS: -ERR [AUTH] {password} is wrong"
        'SMTP: the message of PLAIN'     = "S: 220 hi`nC: AUTH PLAIN {plain}`nS: 535-5.7.8 no: {plain}`nS: 535 5.7.8 AUTH PLAIN {plain}"
        'SMTP: the password in PLAIN'    = "S: 220 hi`nC: AUTH PLAIN`nS: 334 `nC: {plain}`nS: 535 no user {0} with {1}"
        'SMTP: the password in LOGIN'    = "S: 220 hi`nC: AUTH LOGIN`nS: 334 VXNlcm5hbWU6`nC: {user}`nS: 334 UGFzc3dvcmQ6`nC: {password}`nS: 535 {0}, {1}: {password}"
        'IMAP: the command again'        = "S: * OK hi`nC: a1 LOGIN {0} {1}`nS: * NO {1}`nS: a1 BAD LOGIN {0} {1}"
        'IMAP: out of quotes'            = "S: * OK hi`nC: a1 login `"{0}`" `"{1}`"`nS: a1 BAD no {1} for {0}"
        'ManageSieve: in a literal'      = "S: OK`nC: AUTHENTICATE `"PLAIN`" `"{plain}`"`nS: NO {{plainlength}}`nS: {plain}"
        'FTP: the command again'         = "S: 220 hi`nC: USER {0}`nS: 331 go`nC: PASS {1}`nS: 530 USER/PASS {0} {1} rejected"
        'NNTP: the command again'        = "S: 200 hi`nC: AUTHINFO USER {0}`nS: 381 go`nC: AUTHINFO PASS {1}`nS: 481 AUTHINFO PASS {1}"
        'IRC: the password'              = "C: OPER {0} {1}`nS: :h 464 {0} :{1} is wrong"
        'Redis: what was no command'     = "C: AUTH {1}`nS: -ERR unknown command 'AUTH', with args beginning with: '{1}' "
        'Redis: the password of a user'  = "C: *3`nC: `$4`nC: AUTH`nC: `$3`nC: {0}`nC: `${length}`nC: {1}`nS: -ERR {0} {1}`nC: PING`nS: `${length}`nS: {1}"
        'HTTP: a page that shows fields' = "C: GET / HTTP/1.1`nC: Host: h`nC: Authorization: Basic {basic}`nC:`nS: HTTP/1.1 401 Not {1}`nS: X-Said: Basic {basic}`nS:`nS: Authorization: Basic {basic} is {1}"
        'HTTP: a key'                    = "C: GET / HTTP/1.0`nC: X-Api-Key: {1}`nC:`nS: HTTP/1.0 403 {1} is no key`nS: Content-Length: 0`nS:"
        'HTTP: a bearer, a cookie'       = "C: GET / HTTP/1.0`nC: Authorization: Bearer {1}`nC: Cookie: a={plain}; b=2`nC:`nS: HTTP/1.0 403 no`nS:`nS: {1}`nS: {plain}"
    }
    $cases = @($sessions, $echoes).ForEach({ $said = $_; $said.Keys.ForEach({ @{ Name = $_; Said = $said[$_] } }) })
    $echoCases = $echoes.Keys.ForEach({ @{ Name = $_; Said = $echoes[$_] } })
}

BeforeAll {
    Import-Module $PSScriptRoot/../SocketTools.psd1
    $user, $password = 'bob', 'hunter2+Zw/q'
    $base64 = { [Convert]::ToBase64String([System.Text.Encoding]::UTF8.GetBytes($args[0])) }

    function Get-Form([string] $Word) {
        $digest = [System.Security.Cryptography.MD5]::HashData([System.Text.Encoding]::UTF8.GetBytes($Word)).ForEach({ $_.ToString('x2') }) -join ''
        $forms = @{
            '{0}' = $user; '{1}' = $Word; '{user}' = & $base64 $user; '{password}' = & $base64 $Word; '{plain}' = & $base64 "`0$user`0$Word"
            '{basic}' = & $base64 "${user}:$Word"; '{digest}' = & $base64 "$user $digest"; '{url}' = [uri]::EscapeDataString($Word); '{length}' = $Word.Length
        }
        $forms['{plainlength}'] = $forms['{plain}'].Length
        $forms
    }

    # The secrets as they cross the wire, and as others may write them down: parts of base64 that stand for the password wherever it begins, and hexadecimal.
    $forms = Get-Form $password
    $secrets = @($password; $forms['{url}']; 'hunter2'
        foreach ($before in '', 'x', 'xx') {
            (& $base64 "$before$password").Substring([Math]::Ceiling($before.Length * 4 / 3), 12)
        }
        $forms['{digest}'].Substring(8))
    $traces = @($secrets; $secrets.ForEach({ -join [System.Text.Encoding]::ASCII.GetBytes($_).ForEach({ $_.ToString('x2') }) })) | Select-Object -Unique

    function Get-Session([string] $Said, [hashtable] $Forms) {
        foreach ($form in $Forms.Keys) {
            $Said = $Said.Replace($form, $Forms[$form])
        }

        [SocketTools.Tracing.SocketTranscript]::Parse("$Said`n")
    }

    # The secrets that are somewhere in a text; of hex dumps, in their bytes.
    function Find-Secret([string] $Text) {
        $dumped = -join ([regex]::Matches($Text, '(?m)^[<>] [0-9a-f]{8}  ((?:[0-9a-f]{2} {1,2}){1,16})').ForEach({ $_.Groups[1].Value -replace ' ' }))
        $traces.Where({ $Text.Contains($_, [StringComparison]::OrdinalIgnoreCase) -or $dumped.Contains($_) })
    }

    # All that can be seen of a transcript: as text, as an object, and in every file.
    function Show-Transcript($Transcript) {
        "$Transcript"
        $Transcript | Format-List * | Out-String
        $Transcript.Entries | Format-List * | Out-String
        $Transcript | ConvertTo-Json -Depth 5
        foreach ($form in 'txt', 'jsonl', 'pcapng', 'har') {
            Export-SocketTranscript "$TestDrive/seen.$form" $Transcript -ErrorAction Ignore
            if (Test-Path "$TestDrive/seen.$form") {
                $text = [System.Text.Encoding]::Latin1.GetString([System.IO.File]::ReadAllBytes("$TestDrive/seen.$form"))
                $text
                [regex]::Matches($text, '"([A-Za-z0-9+/]{16,}={0,2})"').ForEach({ [System.Text.Encoding]::Latin1.GetString([Convert]::FromBase64String($_.Groups[1].Value)) })
                Remove-Item "$TestDrive/seen.$form"
            }
        }
    }

    # Plays the client's side of a session at a server that plays the other; gives all that was told on the way.
    function Invoke-Session {
        [CmdletBinding()]
        param($Session, $Client, [scriptblock] $Send)

        foreach ($entry in $Session.Entries) {
            if ("$($entry.Side)" -eq 'Client') {
                & $Send $Client $entry
            }
            else {
                $null = Receive-SocketData $Client -Count $entry.Data.Length -Verbose -Debug
            }
        }
    }

    $byHand = {
        param($client, $entry)
        if ($entry.Text.EndsWith("`r`n") -and $entry.Text.IndexOf("`n") -eq $entry.Text.Length - 1) {
            $client | Send-SocketLine $entry.Text.TrimEnd("`r", "`n") -Verbose -Debug
        }
        else {
            $client | Send-SocketData $entry.Data -Verbose -Debug
        }
    }
    $inPieces = {
        param($client, $entry)
        foreach ($byte in $entry.Data) {
            $client | Send-SocketData ([byte[]] @($byte)) -Verbose -Debug
        }
    }
    $byMethod = {
        param($client, $entry)
        $client.SendBytes($entry.Data)
    }
}

AfterAll {
    Remove-Module SocketTools
}

Describe 'No secret is seen of <Name>' -ForEach $cases {
    BeforeEach {
        $session = Get-Session $Said $forms
        $servers = @(Start-SocketReplay $session)
    }

    AfterEach {
        Get-SocketConnection | Close-SocketConnection -Abort
        $servers | Stop-SocketListener
    }

    It 'sent <_>' -ForEach 'byHand', 'inPieces', 'byMethod' {
        $client = New-SocketConnection 127.0.0.1 $servers[0].Port -Transcript
        Set-SocketOption $client NoDelay $true
        $told = Invoke-Session $session $client (Get-Variable $_ -ValueOnly) 4>&1 5>&1 | Out-String
        Find-Secret $told | Should -BeNullOrEmpty
        Find-Secret (Show-Transcript $client.Transcript | Out-String) | Should -BeNullOrEmpty
        "$($client.Transcript)" | Should -Match '\*{8}'
        $servers[0].Mismatches | Should -BeNullOrEmpty
    }

    It 'through a relay that records, and to a mock that expects another' {
        $servers += $relay = Start-SocketRelay "127.0.0.1:$($servers[0].Port)"
        $client = New-SocketConnection 127.0.0.1 $relay.Port
        $null = Invoke-Session $session $client $inPieces 4>&1 5>&1
        Close-SocketConnection $client -Direction Send -ErrorAction Ignore
        $null = Receive-SocketData $client -ToEnd -ErrorAction Ignore
        Find-Secret (Show-Transcript $relay.Transcripts[0] | Out-String) | Should -BeNullOrEmpty
        "$($relay.Transcripts[0])" | Should -Match '\*{8}'
    }

    It 'in what a replay says of a client that has another password' {
        $servers += $other = Start-SocketReplay (Get-Session $Said (Get-Form 'hunter3+Zw/q'))
        $client = New-SocketConnection 127.0.0.1 $other.Port
        $Error.Clear()
        $told = Invoke-Session $session $client $byHand -ErrorAction SilentlyContinue 4>&1 5>&1 | Out-String
        Close-SocketConnection $client -Direction Send -ErrorAction Ignore
        $null = Receive-SocketData $client -ToEnd -ErrorAction Ignore
        $other.Mismatches.Count | Should -Be 1
        $told += $other.Mismatches | Format-List | Out-String
        $told += "$($other.Mismatches)" + ($Error | Get-Error | Out-String)
        Find-Secret $told | Should -BeNullOrEmpty
        $told | Should -Not -Match 'hunter3'
    }
}

Describe 'A secret that comes back is not seen of <Name>' -ForEach $echoCases {
    BeforeEach {
        $session = Get-Session $Said $forms
    }

    AfterEach {
        Get-SocketConnection | Close-SocketConnection -Abort
        $server | Stop-SocketListener
    }

    It 'in pieces of <_> bytes, and what is received is what was sent' -ForEach 1, 5 {
        $server = Start-SocketReplay $session -SliceBytes $_
        $client = New-SocketConnection 127.0.0.1 $server.Port -Transcript
        $received = [System.IO.MemoryStream]::new()
        $told = & {
            foreach ($entry in $session.Entries) {
                if ("$($entry.Side)" -eq 'Client') {
                    & $byHand $client $entry
                }
                else {
                    $received.Write((Receive-SocketData $client -Count $entry.Data.Length -Verbose -Debug))
                }
            }
        } 4>&1 5>&1 | Out-String
        [System.Text.Encoding]::Latin1.GetString($received.ToArray()) | Should -BeExactly ([System.Text.Encoding]::Latin1.GetString($session.BytesOf('Server')))
        Find-Secret $told | Should -BeNullOrEmpty
        Find-Secret (Show-Transcript $client.Transcript | Out-String) | Should -BeNullOrEmpty
        Compare-SocketTranscript $client.Transcript $session | Where-Object Side -EQ Server | Should -BeNullOrEmpty
    }

    It 'where it was asked for' {
        $server = Start-SocketReplay $session
        $client = New-SocketConnection 127.0.0.1 $server.Port -Transcript -IncludeSecret
        $null = Invoke-Session $session $client $byHand 4>&1 5>&1
        Compare-SocketTranscript $client.Transcript $session | Should -BeNullOrEmpty
        [System.Text.Encoding]::Latin1.GetString($client.Transcript.BytesOf('Server')) | Should -BeExactly ([System.Text.Encoding]::Latin1.GetString($session.BytesOf('Server')))
    }
}

Describe 'A secret that comes back is not seen in the error' {
    BeforeAll {
        $credential = [pscredential]::new($user, (ConvertTo-SecureString $password -AsPlainText -Force))
        $secure = $credential.Password
        $ftp = "S: 220 hi`nC: USER {0}`nS: 331 go`nC: PASS {1}`n"

        # All that can be seen of the last error.
        function Show-Error {
            $failed = $Error[0]
            $failed, (Get-Error), ($failed | Format-List * -Force), ($failed.Exception | Format-List * -Force) | Out-String
            "$($failed.TargetObject) $($failed.CategoryInfo) $($failed.Exception) $($failed.Exception.Data.Values) $($failed.ErrorDetails.RecommendedAction)"
        }

        function Test-Error([string] $Id) {
            $Error[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
            $shown = Show-Error | Out-String
            Find-Secret $shown | Should -BeNullOrEmpty
            $shown | Should -Match '\*{8}'
        }
    }

    BeforeEach {
        $Error.Clear()
    }

    AfterEach {
        Get-SocketConnection | Close-SocketConnection -Abort
        $server | Stop-SocketListener
    }

    It 'of a reply that was not expected' {
        $server = Start-SocketReplay (Get-Session "${ftp}S: 530 PASS {1} rejected, {password}" $forms)
        $client = New-SocketConnection 127.0.0.1 $server.Port
        $null = Invoke-SocketCommand "USER $user" -Connection $client -ReplyFormat Ftp
        Invoke-SocketCommand PASS -SecureArgument $secure -Connection $client -ReplyFormat Ftp -Expect 230 -ErrorAction SilentlyContinue
        Test-Error ReplyRejected
        $Error[0].Exception.Partial.Text | Should -BeExactly "PASS $password rejected, $($forms['{password}'])"
    }

    It 'of what is no reply: <_>' -ForEach 'what is {1}?', ('x' * 52 + '{1}') {
        $server = Start-SocketReplay (Get-Session "${ftp}S: $_" $forms)
        $client = New-SocketConnection 127.0.0.1 $server.Port
        $null = Invoke-SocketCommand "USER $user" -Connection $client -ReplyFormat Ftp
        Invoke-SocketCommand PASS -SecureArgument $secure -Connection $client -ReplyFormat Ftp -ErrorAction SilentlyContinue
        Test-Error ProtocolViolation
    }

    It 'of a pattern that does not come: <_>' -ForEach 'PASS {1}', ('{1}' + 'x' * 70) {
        $server = Start-SocketReplay (Get-Session "C: PASS {1}`nS: $_" $forms)
        $client = New-SocketConnection 127.0.0.1 $server.Port
        $client | Send-SocketLine "PASS $password"
        $null = Receive-SocketData $client -Count ($_.Replace('{1}', $password).Length + 2) -Peek
        Wait-SocketPattern $client 'logged in' -TimeoutSec 0.2 -ErrorAction SilentlyContinue
        Test-Error ReceiveTimeout
    }

    It 'of a login by URI' {
        $server = Start-SocketReplay (Get-Session "${ftp}S: 530 no {1}" $forms)
        Get-UriContent "ftp://127.0.0.1:$($server.Port)/" -Credential $credential -AllowUnencryptedAuthentication -ErrorAction SilentlyContinue
        Test-Error ReplyRejected
    }

    It 'of a response of HTTP: <_>' -ForEach @(
        'ReplyRejected HTTP/1.1 403 {basic} is no key{end}{end}', 'ReplyRejected HTTP/1.1 403 No{end}Content-Type: text/plain{end}{end}Authorization: Basic {basic}, {1}'
        'ProtocolViolation {1} is no status line{end}{end}', 'ProtocolViolation HTTP/1.1 200 OK{end}no field {1}{end}{end}'
        'ProtocolViolation HTTP/1.1 200 OK{end}Transfer-Encoding: chunked{end}{end}no size {1}{end}', 'InvalidRequest HTTP/1.1 302 Found{end}Location: gopher://h/{1}{end}{end}'
    ) {
        $id, $response = $_.Replace('{end}', "`r`n").Replace('{basic}', $forms['{basic}']).Replace('{1}', $password) -split ' ', 2
        $server = Start-SocketListener -Response $response
        Invoke-RawHttpGet "http://127.0.0.1:$($server.Port)/" -Headers @{ Authorization = "Basic $($forms['{basic}'])" } -RequireSuccess -MaximumRedirection 1 -ErrorAction SilentlyContinue
        Test-Error $id
    }

    It 'of a response to a request by hand' {
        $server = Start-SocketListener -Response "HTTP/1.1 403 $password is no key`r`nContent-Length: 0`r`n`r`n"
        $client = New-SocketConnection 127.0.0.1 $server.Port
        $client | Send-SocketLine 'GET /a/path/that/is/as/long/as/paths/are HTTP/1.1', 'Host: h', "Authorization: Basic $($forms['{basic}'])", ''
        (Receive-RawHttpResponse $client).ToString() | Should -BeExactly 'HTTP/1.1 403 ******** is no key'
        $client.Dispose()
    }

    It 'of a proxy: <_>' -ForEach 'ProxyRefused HTTP/1.1 407 Basic {basic} is wrong', 'ProtocolViolation What is {basic}?' {
        $id, $answer = $_.Replace('{basic}', $forms['{basic}']) -split ' ', 2
        $server = Start-SocketListener -Response "$answer`r`n`r`n"
        New-SocketConnection h 80 -Proxy "http://127.0.0.1:$($server.Port)" -ProxyCredential $credential -ErrorAction SilentlyContinue
        Test-Error $id
    }
}

Describe 'What clients sent to a mock' {
    BeforeAll {
        $mock = Start-SocketListener -Greeting hi -Reply ([ordered] @{ '.*' = 'ok' })
        $client = New-SocketConnection 127.0.0.1 $mock.Port
        $said = "EHLO `e]0;x`a", "PASS $password", 'AUTH LOGIN', $forms['{user}'], $forms['{password}'], 'MAIL FROM:<a@b>', 'a1 LOGIN bob {12}', $password, 'a2 NOOP'
        $client | Send-SocketLine $said
        $null = Receive-SocketLine $client -Count ($said.Count + 1)
    }

    AfterAll {
        Close-SocketConnection $client
        Stop-SocketListener $mock
    }

    It 'is there as it came' {
        $mock.Requests[0].Lines | Should -BeExactly $said
        $mock.Requests[0].Text | Should -BeExactly "$($said -join "`r`n")`r`n"
        [System.Text.Encoding]::Latin1.GetString($mock.Requests[0].Data) | Should -BeExactly $mock.Requests[0].Text
    }

    It 'is shown without secrets and control characters, <_>' -ForEach @(
        '$mock.Requests | Out-String', '$mock.Requests | Format-List | Out-String', '$mock.Requests | Format-Table | Out-String', '"$($mock.Requests)"'
        '$mock | Format-List | Out-String', '$mock | Format-List * | Out-String'
    ) {
        $shown = & ([scriptblock]::Create($_))
        Find-Secret $shown | Should -BeNullOrEmpty
        $shown -replace '[\r\n]' | Should -Not -Match '[\x00-\x1F\x7F-\x9F]'
    }

    It 'is shown in a row each, and in a list as far as it is no secret' {
        ($mock.Requests | Out-String).Trim().Split("`n").Count | Should -Be 3
        $mock.Requests | Format-List | Out-String | Should -Match '(?s)PASS \*{8}\s.*AUTH LOGIN\s+\*{8}\s+\*{8}\s+MAIL FROM:<a@b>\s+a1 LOGIN \*{8} \*{8}\s+\*{8}\s+a2 NOOP'
    }
}

Describe 'A secret that comes back another way' {
    BeforeAll {
        $credential = [pscredential]::new($user, (ConvertTo-SecureString $password -AsPlainText -Force))
        $file = "my password is $password`r`nand $($forms['{password}'])"
        $said = "S: 220 hi`nC: USER {0}`nS: 331 go`nC: PASS {1}`nS: 230 in`nC: TYPE I`nS: 200 ok`nC: SIZE a`nS: 213 $($file.Length)`nC~ ^MDTM`nS: 502 no`nC: EPSV`nS: 229 on (|||1|)`nC~ ^RETR`nS: 150 now`nS: 226 done"
        $data = [SocketTools.Tracing.SocketTranscript]::Parse("S: my password is $password`nS. `"and $($forms['{password}'])`"`nS* close`n")
    }

    AfterEach {
        $servers | Stop-SocketListener
    }

    It 'is not seen on the data connections of FTP' {
        $servers = @(Start-SocketReplay (Get-Session $said $forms) -DataTranscript $data)
        $told = & { $script:content = Get-UriContent "ftp://127.0.0.1:$($servers[0].Port)/a" -Credential $credential -AllowUnencryptedAuthentication -Transcript -Verbose -Debug } 4>&1 5>&1 | Out-String
        $script:content.Content | Should -BeExactly $file
        Find-Secret $told | Should -BeNullOrEmpty
        $script:content.Transcripts.Count | Should -Be 2
        Find-Secret ($script:content.Transcripts.ForEach({ Show-Transcript $_ }) | Out-String) | Should -BeNullOrEmpty
        "$($script:content.Transcripts[1])" | Should -Match 'my password is \*{8}\s'
    }

    It 'is not seen on the data connections of FTP that a relay takes through' {
        $servers = @(Start-SocketReplay (Get-Session $said $forms) -DataTranscript $data)
        $servers += $relay = Start-SocketRelay "127.0.0.1:$($servers[0].Port)" -Ftp
        $content = Get-UriContent "ftp://127.0.0.1:$($relay.Port)/a" -Credential $credential -AllowUnencryptedAuthentication
        $content.Content | Should -BeExactly $file
        $relay.Transcripts.Count | Should -Be 2
        Find-Secret ($relay.Transcripts.ForEach({ Show-Transcript $_ }) | Out-String) | Should -BeNullOrEmpty
        "$($relay.Transcripts[1])" | Should -Match 'my password is \*{8}\s'
    }

    It 'is not seen in what a replay hears as the client' {
        $servers = @(Start-SocketReplay (Get-Session "S: +OK`nC: PASS {1}`nS: -ERR {1} is not it" $forms))
        $played = Start-SocketReplay (Get-Session "S: +OK`nC: PASS {1}`nS: +OK in" $forms) -HostName 127.0.0.1 -Port $servers[0].Port
        "$played" | Should -Match '-ERR \*{8} is not it'
        Find-Secret (Show-Transcript $played | Out-String) | Should -BeNullOrEmpty
        $differences = Compare-SocketTranscript (Get-Session "S: +OK`nC: PASS {1}`nS: +OK in" $forms) $played
        $differences.Count | Should -Be 1
        Find-Secret ($differences | Format-List * | Out-String) | Should -BeNullOrEmpty
    }

    It 'is not seen where a redirect leads with it' {
        $servers = @(Start-SocketListener -Response "HTTP/1.1 200 OK`r`nContent-Length: $($password.Length)`r`n`r`n$password")
        $servers += $first = Start-SocketListener -Response "HTTP/1.1 302 Found`r`nLocation: http://127.0.0.1:$($servers[0].Port)/?key=$($forms['{url}'])`r`nContent-Length: 0`r`n`r`n"
        $told = & { $script:response = Invoke-RawHttpGet "http://127.0.0.1:$($first.Port)/" -Headers @{ 'X-Api-Key' = $password } -MaximumRedirection 1 -Transcript -Verbose -Debug } 4>&1 5>&1 | Out-String
        $script:response.Content | Should -BeExactly $password
        $servers[0].Requests[0].Target | Should -BeExactly "/?key=$($forms['{url}'])"
        Find-Secret $told | Should -BeNullOrEmpty
        Find-Secret (Show-Transcript $script:response.Transcript | Out-String) | Should -BeNullOrEmpty
        Find-Secret (Show-Transcript $script:response.RedirectHistory[0].Transcript | Out-String) | Should -BeNullOrEmpty
        "$($script:response.Transcript)" | Should -Match 'GET /\?key=\*{8} HTTP'
    }

    It 'is not seen behind a proxy that was told it' {
        $servers = @(Start-SocketReplay "C~ ^CONNECT`nC~ ^Host`nC~ ^Proxy-Auth`nC:`nS: HTTP/1.1 200 OK`nS:`nS: $password")
        $client = New-SocketConnection h 80 -Proxy "http://127.0.0.1:$($servers[0].Port)" -ProxyCredential $credential -Transcript
        Receive-SocketLine $client | Should -BeExactly $password
        Find-Secret (Show-Transcript $client.Transcript | Out-String) | Should -BeNullOrEmpty
        Close-SocketConnection $client
    }

    It 'is not seen where a listener records what a script says for it' {
        $servers = @(Start-SocketListener -Transcript)
        $client = New-SocketConnection 127.0.0.1 $servers[0].Port
        $server = Wait-SocketConnection $servers[0]
        $client | Send-SocketLine "PASS $password"
        $line = Receive-SocketLine $server
        $told = & { $server | Send-SocketLine "-ERR $line", "$password" -Verbose -Debug } 4>&1 5>&1 | Out-String
        $line | Should -BeExactly "PASS $password"
        Receive-SocketLine $client -Count 2 | Should -BeExactly "-ERR PASS $password", $password
        Find-Secret $told | Should -BeNullOrEmpty
        Find-Secret (Show-Transcript $server.Transcript | Out-String) | Should -BeNullOrEmpty
        $client, $server | Close-SocketConnection
    }
}
