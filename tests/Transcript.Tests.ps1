BeforeAll {
    Import-Module $PSScriptRoot/../SocketTools.psd1

    # What a mail server and its client say, the login in the middle.
    function New-Talk([hashtable] $With = @{ Transcript = $true }) {
        $listener = Start-SocketListener -Transcript
        $client = New-SocketConnection localhost $listener.Port @With
        $server = Wait-SocketConnection $listener
        $server | Send-SocketLine '220 mail ready'
        $null = $client | Receive-SocketLine
        $client | Send-SocketLine 'AUTH LOGIN'
        $null = $server | Receive-SocketLine
        $server | Send-SocketLine '334 VXNlcm5hbWU6'
        $null = $client | Receive-SocketLine
        $client | Send-SocketLine 'aHVudGVyMg=='
        $null = $server | Receive-SocketLine
        $server | Send-SocketLine '235 in'
        $null = $client | Receive-SocketLine
        Close-SocketConnection $client
        $null = $server | Receive-SocketLine -All
        Close-SocketConnection $server
        Stop-SocketListener $listener
        [pscustomobject] @{ Client = $client; Server = $server }
    }
}

AfterAll {
    Remove-Module SocketTools
}

Describe 'A transcript' {
    It 'has what was said, seen from its side, without secrets' {
        $talk = New-Talk
        $expected = 'S: 220 mail ready', 'C: AUTH LOGIN', 'S: 334 VXNlcm5hbWU6', 'C: ********', 'S: 235 in'
        foreach ($transcript in $talk.Client.Transcript, $talk.Server.Transcript) {
            $transcript.Entries.Where({ $_.Kind -ne 'Event' }).ForEach({ "$_" }) | Should -Be $expected
            $transcript.Entries[0].Text | Should -Be 'connected'
            $transcript.IsComplete | Should -BeTrue
        }

        $talk.Client.Transcript.Entries[1].Kind | Should -Be 'Received'
        $talk.Server.Transcript.Entries[1].Kind | Should -Be 'Sent'
        $talk.Client.Transcript.Entries.Where({ $_.Masked.Count }).Text | Should -Be "********`r`n"
    }

    It 'has secrets where they are asked for' {
        "$((New-Talk @{ Transcript = $true; IncludeSecret = $true }).Client.Transcript)" | Should -BeLike '*aHVudGVyMg==*'
    }

    It 'is bounded, and tells what is missing' {
        $talk = New-Talk @{ Transcript = $true; MaxTranscriptBytes = 20 }
        $talk.Client.Transcript.IsComplete | Should -BeFalse
        $talk.Client.Transcript.MissingBytes | Should -BeGreaterThan 20
    }

    It 'is an error where nothing is recorded' {
        $listener = Start-SocketListener
        $client = New-SocketConnection localhost $listener.Port
        $client.Transcript | Should -BeNullOrEmpty
        { Get-SocketTranscript $client -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidRequest,*'
        Close-SocketConnection $client
        Stop-SocketListener $listener
    }

    It 'reads like a conversation' {
        $text = (New-Talk).Client.Transcript | Out-String
        $text | Should -BeLike '*S: 220 mail ready*C: AUTH LOGIN*S: 334*'
        $text | Should -Not -Match '\x1b'
    }
}

Describe 'A file of a transcript' {
    It 'gives the same bytes after reading: <_>' -ForEach 'txt', 'jsonl', 'pcapng' {
        $talk = New-Talk
        Export-SocketTranscript "$TestDrive/a.$_" $talk.Client
        $read = Import-SocketTranscript "$TestDrive/a.$_"
        $read | Export-SocketTranscript "$TestDrive/b.$_"
        (Get-FileHash "$TestDrive/b.$_").Hash | Should -Be (Get-FileHash "$TestDrive/a.$_").Hash
        Compare-SocketTranscript $read $talk.Client | Should -BeNullOrEmpty
        Compare-SocketTranscript $read $talk.Server | Should -BeNullOrEmpty
    }

    It 'gives the same bytes after reading: har' {
        $web = Start-SocketListener -Response "HTTP/1.1 200 OK`r`nTransfer-Encoding: chunked`r`n`r`n5`r`nhello`r`n0`r`n`r`n"
        $response = Invoke-RawHttpGet "http://localhost:$($web.Port)/x?a=1&b" -Transcript
        $response | Export-SocketTranscript "$TestDrive/a.har"
        Import-SocketTranscript "$TestDrive/a.har" | Export-SocketTranscript "$TestDrive/b.har"
        (Get-FileHash "$TestDrive/b.har").Hash | Should -Be (Get-FileHash "$TestDrive/a.har").Hash
        $entry = (Get-Content "$TestDrive/a.har" | ConvertFrom-Json).log.entries[0]
        $entry.response.content.text | Should -Be 'hello'
        $entry.request.queryString.name | Should -Be 'a', 'b'
        Compare-SocketTranscript (Import-SocketTranscript "$TestDrive/a.har") $response | Should -BeNullOrEmpty
        Stop-SocketListener $web
    }

    It 'is not written where nothing came, which is told once' {
        Set-Content $TestDrive/kept.txt 'mine'
        $null | Export-SocketTranscript $TestDrive/kept.txt -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.Count | Should -Be 1
        Get-Content $TestDrive/kept.txt | Should -Be 'mine'
    }

    It 'goes over a read-only file where that is forced, and leaves it read-only' {
        $talk = New-Talk
        Set-Content "$TestDrive/locked.txt" 'mine'
        Set-ItemProperty "$TestDrive/locked.txt" IsReadOnly $true
        { Export-SocketTranscript "$TestDrive/locked.txt" $talk.Client -ErrorAction Stop } | Should -Throw -ErrorId 'AccessDenied,*'
        { Export-SocketTranscript "$TestDrive/locked.txt" $talk.Client -Force -NoClobber -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidRequest,*'
        Get-Content "$TestDrive/locked.txt" | Should -Be 'mine'
        Export-SocketTranscript "$TestDrive/locked.txt" $talk.Client -Force
        "$(Import-SocketTranscript "$TestDrive/locked.txt")" | Should -BeLike '*S: 220 mail ready*'
        (Get-Item "$TestDrive/locked.txt").IsReadOnly | Should -BeTrue
        Export-SocketTranscript "$TestDrive/new.txt" $talk.Client -Force
        (Get-Item "$TestDrive/new.txt").IsReadOnly | Should -BeFalse
    }

    It 'is no capture where it is none, and is told so' {
        [System.IO.File]::WriteAllBytes("$TestDrive/none.pcap", [byte[]] (1..100))
        { Import-SocketTranscript "$TestDrive/none.pcap" -ErrorAction Stop } | Should -Throw '*no capture*' -ErrorId 'InvalidRequest,*'
        { Import-SocketTranscript "$TestDrive/none.doc" -ErrorAction Stop } | Should -Throw '*.pcapng*' -ErrorId 'InvalidRequest,*'
    }
}

Describe 'A call that fails' {
    BeforeAll {
        $password = 'hunter2'
        $secrets = @{ Credential = [pscredential]::new('bob', (ConvertTo-SecureString $password -AsPlainText -Force)); AllowUnencryptedAuthentication = $true; IncludeSecret = $true }
        $traces = 'hunter2|{0}' -f [Convert]::ToBase64String([System.Text.Encoding]::UTF8.GetBytes('bob:hunter2')).Substring(0, 14)
    }

    BeforeEach {
        $web = Start-SocketListener -Response "HTTP/1.1 200 OK`r`nContent-Length: 9`r`n`r`nshort"
        $uri = "http://127.0.0.1:$($web.Port)"
        $Error.Clear()
    }

    AfterEach {
        Stop-SocketListener $web
    }

    It 'hands out what was said until then: <_>' -ForEach 'Invoke-RawHttpGet', 'Get-UriContent' {
        & $_ "$uri/x" -Transcript -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $Error[0].FullyQualifiedErrorId | Should -BeLike 'Truncated,*'
        "$($Error[0].Exception.Recording.Transcript)" | Should -BeLike '*C: GET /x*S: Content-Length: 9*S. "short"*'
        $Error[0] | Export-SocketTranscript "$TestDrive/failed.txt"
        Get-Content -Raw "$TestDrive/failed.txt" | Should -BeLike '*S. "short"*'
        { Compare-SocketTranscript $Error[0] "$TestDrive/failed.txt" } | Should -Not -Throw
    }

    It 'hands out its own, of many at once' {
        1..8 | ForEach-Object { "$uri/$_" } | Invoke-RawHttpGet -Transcript -ThrottleLimit 4 -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed.Count | Should -Be 8
        $failed.ForEach({ [regex]::Match("$($_.Exception.Recording.Transcript)", '(?m)^C: GET /(\d)').Groups[1].Value }) | Sort-Object | Should -Be (1..8)
    }

    It 'hands out none where nothing was recorded' {
        Invoke-RawHttpGet $uri -ErrorAction SilentlyContinue
        $Error[0].Exception.Recording | Should -BeNullOrEmpty
        { Export-SocketTranscript "$TestDrive/none.txt" $Error[0] } | Should -Throw '*-Transcript*'
    }

    It 'hands out the one of a connection that was not made' {
        $mail = Start-SocketListener -Greeting '220 hi' -Reply @{ '^EHLO' = '250 no TLS here'; '^STARTTLS' = '502 no' }
        New-SocketConnection 127.0.0.1 $mail.Port -StartTls Smtp -Transcript -ErrorAction SilentlyContinue
        "$($Error[0].Exception.Recording.Transcript)" | Should -BeLike '*S: 220 hi*C: EHLO*S: 250 no TLS here*'
        Stop-SocketListener $mail
    }

    It 'hands out the one of a handshake that failed: <_>' -ForEach 'Invoke-RawHttpGet', 'Get-UriContent' {
        $plain = Start-SocketListener -Greeting 'no TLS here'
        & $_ "https://127.0.0.1:$($plain.Port)/" -Transcript -ErrorAction SilentlyContinue
        $Error[0].FullyQualifiedErrorId | Should -BeLike 'TlsFailed,*'
        $Error[0].Exception.Recording.Transcripts.Count | Should -Be 1
        "$($Error[0].Exception.Recording.Transcript)" | Should -BeLike '*C`* close*'
        $Error[0].Exception.Recording.Transcript.Peer | Should -Be "127.0.0.1:$($plain.Port)"
        Stop-SocketListener $plain
    }

    It 'shows no secret, though the transcript was asked to have them' {
        $told = Invoke-RawHttpGet $uri -Transcript @secrets -Verbose -Debug -ErrorAction SilentlyContinue *>&1 | Out-String
        $told += $Error | Get-Error | Out-String
        $told += $Error | Format-List * -Force | Out-String
        $told += $Error.Exception | Format-List * -Force | Out-String
        $told | Should -Not -Match $traces
        "$($Error[0].Exception.Recording.Transcript)" | Should -Match $traces
    }
}

Describe 'A comparison' {
    It 'tells each line that differs, and ignores what it is told to' {
        $golden = "S: hi 1`nC: a`nC: b`nC: c`n"
        $found = @(Compare-SocketTranscript "S: hi 2`nC: a`nC: c`nC: d`n" $golden)
        $found.ForEach({ "$($_.Side) $($_.Line) $($_.Expected) $($_.Actual)" }) | Should -Be 'Client 2 C: b ', 'Client 4  C: d', 'Server 1 S: hi 1 S: hi 2'
        Compare-SocketTranscript "S: hi 2`nC: a`nC: b`nC: c`n" $golden -Ignore '\d' | Should -BeNullOrEmpty
    }

    It 'takes what has a transcript for it, objects of users alike' {
        $talk = New-Talk
        $mine = [pscustomobject]@{ Name = 'before the upgrade'; Transcript = $talk.Server.Transcript }
        Compare-SocketTranscript $mine $talk.Client | Should -BeNullOrEmpty
        $mine | Compare-SocketTranscript -Reference 'C: NOOP' | Should -Not -BeNullOrEmpty
    }

    It 'takes anything for a secret, on either side' {
        Compare-SocketTranscript "C: PASS x y`n" "C: PASS ********`n" | Should -BeNullOrEmpty
        Compare-SocketTranscript "C: PASS ********`n" "C: PASS x y`n" | Should -BeNullOrEmpty
        @(Compare-SocketTranscript "C: USER x`n" "C: PASS ********`n").Count | Should -Be 1
    }
}

Describe 'A script' {
    It 'does the same as the fetch that it was made of' {
        $web = Start-SocketListener -Response "HTTP/1.1 200 OK`r`nContent-Length: 2`r`n`r`nok"
        $response = Invoke-RawHttpGet "http://localhost:$($web.Port)/" -Transcript
        . ([scriptblock]::Create((ConvertTo-SocketScript $response))) | ForEach-Object StatusCode | Should -Be 200
        Compare-SocketTranscript $connection $response | Should -BeNullOrEmpty
        Stop-SocketListener $web
    }

    It 'is made of a transcript out of a file, piped and named' {
        Set-Content $TestDrive/talk.txt "C: EHLO me`nS: 250 hi"
        $talk = Import-SocketTranscript $TestDrive/talk.txt
        $talk | ConvertTo-SocketScript | Should -Match 'EHLO me'
        ConvertTo-SocketScript $talk | Should -Match 'EHLO me'
        [pscustomobject]@{ Transcript = Import-SocketTranscript $TestDrive/talk.txt } | ConvertTo-SocketScript | Should -Match 'EHLO me'
        $sent = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize([pscustomobject]@{ Transcript = $talk }))
        $sent | ConvertTo-SocketScript | Should -Match 'EHLO me'
    }
}

Describe 'The script of what a listener or a relay recorded' {
    It 'goes where its client went' {
        $listener = Start-SocketListener -Greeting '220 ready' -Reply @{ '^NOOP' = '250 ok' } -Transcript
        $relay = Start-SocketRelay "127.0.0.1:$($listener.Port)"
        foreach ($server in $listener, $relay) {
            $client = New-SocketConnection 127.0.0.1 $server.Port -ReplyFormat Smtp
            $null = Invoke-SocketCommand NOOP -Connection $client
            Close-SocketConnection $client
            . ([scriptblock]::Create((ConvertTo-SocketScript $server.Transcripts[0]))) | Should -Be '220 ready', '250 ok'
        }

        $relay, $listener | Stop-SocketListener
    }
}

Describe '-Verbose and -Debug' {
    BeforeAll {
        $listener = Start-SocketListener
        $client = New-SocketConnection localhost $listener.Port
        $server = Wait-SocketConnection $listener
    }

    AfterAll {
        Close-SocketConnection $client, $server
        Stop-SocketListener $listener
    }

    It 'tell each line once, to whoever sends or takes it' {
        ($client | Send-SocketLine 'one', 'two' -Verbose 4>&1).Message | Should -Be '> one', '> two'
        ($server | Receive-SocketLine -Verbose 4>&1).Where({ $_ -is [System.Management.Automation.VerboseRecord] }).Message | Should -Be '< one'
        ($server | Receive-SocketLine -Verbose 4>&1).Where({ $_ -is [System.Management.Automation.VerboseRecord] }).Message | Should -Be '< two'
    }

    It 'escape what is no text, and cut what is long' {
        ($client | Send-SocketData ([byte[]] (27, 65, 13, 10)) -Verbose 4>&1).Message | Should -Be '> `u{1B}A'
        ($client | Send-SocketLine ('x' * 5000) -Verbose 4>&1).Message | Should -Match '^> x{512}… \(5[,.]?002 bytes\)$'
        $null = $server | Receive-SocketLine -Count 2
    }

    It 'dump bytes with their offset' {
        $sent = $client.BytesSent
        $dump = ($client | Send-SocketLine 'PASS hunter2' -Debug 5>&1).Message
        $dump | Should -Be ('> {0:x8}  50 41 53 53 20 2a 2a 2a  2a 2a 2a 2a 2a 0d 0a     PASS ********..' -f $sent)
        $null = $server | Receive-SocketLine
    }

    It 'show no secret, in whatever it is sent: <_>' -ForEach 'PASS hunter2', 'AUTH PLAIN aHVudGVyMg==', 'Authorization: Basic aHVudGVyMg==', 'HELLO 3 AUTH me hunter2', 'GET http://me:hunter2@host/' {
        $told = $client | Send-SocketLine $_ -Verbose -Debug 4>&1 5>&1 | Out-String
        $told | Should -BeLike '*`*`*`*`*`*`*`*`**'
        $told | Should -Not -Match 'hunter2|aHVudGVyMg'
        $null = $server | Receive-SocketLine
        $server | Send-SocketLine '235 ok'
        $null = $client | Receive-SocketLine
    }
}

Describe 'A secret that the cmdlet knows' {
    It 'is in no transcript and no trace, in whatever command it stands' {
        $listener = Start-SocketListener
        $client = New-SocketConnection localhost $listener.Port -ReplyFormat Redis -Transcript
        $server = Wait-SocketConnection $listener
        $server | Send-SocketData "+OK`r`n+OK`r`n"
        $secret = ConvertTo-SecureString 'hunter2' -AsPlainText -Force
        $told = & {
            $null = Invoke-SocketCommand 'SET key' -Connection $client -SecureArgument $secret -Verbose -Debug
            $null = Invoke-SocketCommand 'SET key' -Connection $client -SecureArgument $secret -Verbose -Debug -Pipelined
        } 4>&1 5>&1 | Out-String
        "$($client.Transcript)" | Should -Match 'C: key\s+C: \$7\s+C: \*{8}\s'
        $told, "$($client.Transcript)" | Should -Not -Match 'hunter2'
        [System.Text.Encoding]::ASCII.GetString((Receive-SocketData $server -MaxBytes 1000)) | Should -Match 'hunter2'
        Close-SocketConnection $client, $server
        Stop-SocketListener $listener
    }
}
