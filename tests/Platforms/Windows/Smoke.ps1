<#
.SYNOPSIS
    Uses a bit of everything of the module, in a PowerShell for Windows. Ends in: N passed, N failed.
.PARAMETER Manifest
    The module's manifest.
#>
param([Parameter(Mandatory)] [string] $Manifest)

$ErrorActionPreference = 'Stop'
$passed = $failed = 0

function Check([string] $What, [scriptblock] $Work) {
    try {
        & $Work
        $script:passed++
        "ok   $What"
    }
    catch {
        $script:failed++
        "BAD  ${What}: $_ $($_.Exception.InnerException) $($_.ScriptStackTrace)"
    }
}

function Assert-Same($Expected, $Actual) {
    if ("$Expected" -cne "$Actual") {
        throw "Expected '$Expected', and it is '$Actual'."
    }
}

function Assert-Fault([string] $Id, [scriptblock] $Work) {
    try {
        & $Work
    }
    catch {
        Assert-Same $Id ($_.FullyQualifiedErrorId -split ',')[0]
        return
    }

    throw "It did not fail with $Id."
}

"$([Environment]::OSVersion), PowerShell $($PSVersionTable.PSVersion)"

Check 'the module is imported, with all its cmdlets' {
    Assert-Same $true $IsWindows
    Import-Module $Manifest
    # A manifest that asks for the edition is no data file.
    $exported = (& ([scriptblock]::Create((Get-Content $Manifest -Raw)))).CmdletsToExport | Sort-Object
    Assert-Same ($exported -join ' ') ((Get-Command -Module SocketTools -CommandType Cmdlet).Name | Sort-Object | Join-String -Separator ' ')
}

$listener = Start-SocketListener
$client = New-SocketConnection 127.0.0.1 $listener.Port
$server = Wait-SocketConnection $listener

Check 'lines go both ways, and what is not asked for waits' {
    Send-SocketLine 'Hello', 'World' -Connection $client
    Assert-Same 'Hello' (Receive-SocketLine $server)
    Assert-Same 7 $server.Available
    Assert-Same 'World' (Receive-SocketLine $server)
}

Check 'bytes go as they are' {
    Send-SocketData ([byte[]] (0..255)) -Connection $client
    Assert-Same ((0..255) -join ' ') ((Receive-SocketData $server -Count 256) -join ' ')
}

Check 'a clock ends a wait and loses nothing' {
    Send-SocketData ([byte[]] [char[]] 'half') -Connection $server
    Assert-Fault ReceiveTimeout { Receive-SocketLine $client -TimeoutSec 0.2 }
    Send-SocketLine ' a line' -Connection $server
    Assert-Same 'half a line' (Receive-SocketLine $client)
}

Check 'options are read and set' {
    Set-SocketOption $client NoDelay $true
    Assert-Same $true (Get-SocketOption $client NoDelay).Value
}

Check 'a pattern is waited for' {
    Send-SocketData ([byte[]] [char[]] 'login: ') -Connection $server
    Assert-Same 'login: ' (Wait-SocketPattern $client 'login: $').Match
}

Check 'the end of a stream is no line' {
    Close-SocketConnection $server
    Assert-Fault RemoteClosed { Receive-SocketLine $client }
    Close-SocketConnection $client
}

Check 'open ports are found' {
    Assert-Same $true (Test-SocketPort 127.0.0.1 $listener.Port -Quiet)
}

Check 'a page is fetched, raw and into a file' {
    $web = Start-SocketListener -Response "HTTP/1.1 200 OK`r`nContent-Length: 14`r`n`r`nHello, socket`n"
    Assert-Same "Hello, socket`n" (Invoke-RawHttpGet "http://127.0.0.1:$($web.Port)/").Content
    $file = Join-Path ([System.IO.Path]::GetTempPath()) 'page.txt'
    Invoke-RawHttpGet "http://127.0.0.1:$($web.Port)/" -OutFile $file | Out-Null
    Assert-Same "Hello, socket`n" (Get-Content $file -Raw)
    Assert-Same "Hello, socket`n" (Get-UriContent $file).Content
    Remove-Item $file
    Stop-SocketListener $web
}

Check 'a path of Windows is a file, and a URI of one too' {
    $file = Join-Path ([System.IO.Path]::GetTempPath()) 'a file.txt'
    Set-Content $file 'here' -NoNewline
    Assert-Same 'here' (Get-UriContent $file).Content
    Assert-Same 'here' (Get-UriContent ([uri] $file).AbsoluteUri).Content
    Remove-Item $file
}

Check 'a dialogue has replies, is recorded, and played back' {
    $mail = Start-SocketListener -Greeting '220 ready' -Reply ([ordered] @{ '^EHLO (\S+)' = '250 Hello {1}'; '^QUIT' = '221 Bye' })
    $client = New-SocketConnection 127.0.0.1 $mail.Port -ReplyFormat Smtp -Transcript
    Assert-Same 'Hello me' (Invoke-SocketCommand 'EHLO me' -Connection $client).Text
    Close-SocketConnection $client
    $replay = Start-SocketReplay (Get-SocketTranscript $client)
    $client = New-SocketConnection 127.0.0.1 $replay.Port -ReplyFormat Smtp
    Assert-Same 'Hello me' (Invoke-SocketCommand 'EHLO me' -Connection $client).Text
    Close-SocketConnection $client
    Stop-SocketListener $mail, $replay
}

Check 'datagrams come with their sender' {
    $datagrams = Start-SocketListener -Udp
    Send-SocketDatagram 'ping' -HostName 127.0.0.1 -Port $datagrams.Port
    Assert-Same 'ping' (Receive-SocketDatagram $datagrams -TimeoutSec 20).Text
    Stop-SocketListener $datagrams
}

Check 'names have addresses' {
    Assert-Same '127.0.0.1' (Resolve-SocketAddress 127.0.0.1).Address
}

Check 'removing the module closes what is open' {
    Stop-SocketListener $listener
    Remove-Module SocketTools
}

"$passed passed, $failed failed"
