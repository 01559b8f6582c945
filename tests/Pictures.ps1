<#
.SYNOPSIS
    Draws what the module shows in a terminal: SVG files of real output.
.DESCRIPTION
    A shell runs in tmux, is typed to, and its screen is drawn as it stands, colours included. Nothing of it is written by hand but the
    commands. The servers are this machine's: names such as example.org lead to listeners of the module (-ConnectTo).
.PARAMETER OutFolder
    Where the files go.
.EXAMPLE
    ./tests/Pictures.ps1
#>
[CmdletBinding()]
param([string] $OutFolder = "$PSScriptRoot/../docs")

# Numbers are written as SVG wants them.
[cultureinfo]::CurrentCulture = [cultureinfo]::InvariantCulture

$ErrorActionPreference = 'Stop'
Import-Module $PSScriptRoot/Pwsh.psm1
$root = (Resolve-Path $PSScriptRoot/..).Path
$work = (New-Item ([System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), "pictures$PID")) -ItemType Directory).FullName
$terminal = "pictures$PID"
$columns, $rows = 100, 40

# What the shell has before the first command: the module, a short prompt, and servers that the names lead to.
$before = @'
Import-Module $root/SocketTools.psd1
$request = [System.Security.Cryptography.X509Certificates.CertificateRequest]
function New-Site([string] $Name, [double] $Days) {
    $key = [System.Security.Cryptography.ECDsa]::Create()
    $names = [System.Security.Cryptography.X509Certificates.SubjectAlternativeNameBuilder]::new()
    $Name, 'localhost' | ForEach-Object { $names.AddDnsName($_) }
    $new = $request::new("CN=$Name", $key, 'SHA256')
    $new.CertificateExtensions.Add($names.Build())
    $certificate = $new.CreateSelfSigned([datetime]::Now.AddDays(-80), [datetime]::Now.AddDays($Days + 0.5))
    $page = "HTTP/1.1 200 OK`r`nContent-Type: text/plain`r`nContent-Length: 400000`r`n`r`n" + 'x' * 400000
    $site = Start-SocketListener -Tls -Certificate $certificate -Response $page
    $site | Add-Member Certificate $certificate -PassThru
}
$sites = (New-Site www.example.org 67), (New-Site shop.example.org 12), (New-Site old.example.org -3)
Set-SocketWeather $sites[0] -Towards Client -Latency 0.06 -BytesPerSec 8MB
$mail = Start-SocketListener -Greeting '220 mail.example.org ESMTP' -Reply ([ordered] @{
        '^EHLO' = "250-mail.example.org`r`n250-SIZE 52428800`r`n250 AUTH PLAIN"; '^AUTH' = '235 2.7.0 Welcome'; '^QUIT' = '221 Bye' })
$slow = Start-SocketListener -Response ("HTTP/1.1 200 OK`r`nContent-Length: 40000000`r`n`r`n" + 'x' * 40000000)
Set-SocketWeather $slow -Towards Client -BytesPerSec 2MB
$authority = $sites.Certificate
function prompt { 'PS> ' }
Set-PSReadLineOption -PredictionSource None -ErrorAction Ignore
'@

# For each picture: what is set up unseen, what is typed, and what the screen shows once it is complete.
$pictures = @(
    @{
        Name  = 'timing'
        Title = 'Where the time of a request goes'
        Unseen = '$PSDefaultParameterValues = @{ "Invoke-RawHttpGet:ConnectTo" = "127.0.0.1:$($sites[0].Port)"; "*:CertificateAuthority" = $authority }'
        Typed = '(Invoke-RawHttpGet https://www.example.org/).Timing'
        Shown = '(?m)^Total +\d'
    }
    @{
        Name  = 'ports'
        Title = 'Which ports are open'
        Unseen = '$mailPort, $webPort = $mail.Port, $slow.Port'
        Typed = 'Test-SocketPort localhost, no.such.invalid 9, $mailPort, $webPort -ErrorAction Ignore | Sort-Object State'
        Shown = '(?s)(\bno\.such\.invalid +\d+ .*?){3}PS>'
    }
    @{
        Name  = 'certificates'
        Title = 'How long certificates last'
        Unseen = '$PSDefaultParameterValues = @{ "Get-SocketCertificate:CertificateAuthority" = $authority }; $ports = $sites.Port'
        Typed = 'Get-SocketCertificate localhost $ports | Sort-Object DaysLeft'
        Shown = '(?m)CN=www\.example\.org'
    }
    @{
        Name  = 'transcript'
        Title = 'What was said, secrets masked'
        Unseen = '$mailPort = $mail.Port'
        Typed = '$c = New-SocketConnection localhost $mailPort -ReplyFormat Smtp -Transcript'
        Then  = '$null = Invoke-SocketCommand $c "EHLO me", "AUTH PLAIN AGFubmEAc2VjcmV0", "QUIT"', 'Get-SocketTranscript $c'
        Shown = '(?m)221 Bye'
    }
    @{
        Name  = 'progress'
        Title = 'A download on its way'
        Unseen = '$PSDefaultParameterValues = @{ "Invoke-RawHttpGet:ConnectTo" = "127.0.0.1:$($slow.Port)" }; Set-Location $work'
        Typed = 'Invoke-RawHttpGet http://www.example.org/big.iso -OutFile big.iso'
        Shown = '\b([7-9]|[123]\d)\.\d MiB of'
    }
)

# The 16 colours of a dark terminal; the first eight, then the bright ones.
$palette = '#1e1e2e', '#f38ba8', '#a6e3a1', '#f9e2af', '#89b4fa', '#f5c2e7', '#94e2d5', '#cdd6f4', '#6c7086', '#f38ba8', '#a6e3a1', '#f9e2af', '#89b4fa', '#f5c2e7', '#94e2d5', '#ffffff'
$paper, $ink = '#1e1e2e', '#cdd6f4'

function Send-Line([string] $Line) {
    # The line first: an Enter that comes while the shell asks the terminal something is taken for a part of the answer.
    & tmux -L $terminal send-keys -t p -l $Line
    & tmux -L $terminal send-keys -t p Enter
}

function Get-Screen([switch] $Coloured) {
    $options = if ($Coloured) { '-e' }
    (& tmux -L $terminal capture-pane -p $options -t p) -join "`n"
}

# tmux tells nobody when its screen changes: it is looked at until it shows what is waited for.
function Wait-Screen([string] $Pattern) {
    for ($i = 0; $i -lt 1200; $i++) {
        if ((Get-Screen) -match $Pattern) {
            return
        }

        Start-Sleep -Milliseconds 50
    }

    throw "The screen did not show '$Pattern':`n$(Get-Screen)"
}

# A screen as pieces: text with its place, colours and weight, out of the codes of ECMA-48 (Select Graphic Rendition). What is set at the
# end of a line holds in the next.
function ConvertFrom-Ansi([string] $Screen) {
    $style = @{ Ink = $ink; Paper = $null; Bold = $false; Reverse = $false }
    $row = $column = 0
    foreach ($part in [regex]::Matches($Screen, "`e\[(?<codes>[\d;]*)m|(?<end>\n)|(?<text>[^`e\n]+)")) {
        if ($part.Groups['end'].Success) {
            $row++
            $column = 0
            continue
        }

        if ($part.Groups['text'].Success) {
            $text = $part.Groups['text'].Value
            $front, $back = $style.Ink, $style.Paper
            if ($style.Reverse) {
                $front, $back = ($back ?? $paper), $front
            }

            [pscustomobject] @{ Row = $row; Column = $column; Text = $text; Ink = $front; Paper = $back; Bold = $style.Bold }
            $column += $text.Length
            continue
        }

        $codes = [System.Collections.Generic.Queue[int]] [int[]] ($part.Groups['codes'].Value -split ';')
        while ($codes.Count) {
            switch ($codes.Dequeue()) {
                0 { $style = @{ Ink = $ink; Paper = $null; Bold = $false; Reverse = $false } }
                1 { $style.Bold = $true }
                7 { $style.Reverse = $true }
                22 { $style.Bold = $false }
                27 { $style.Reverse = $false }
                { $_ -in 30..37 } { $style.Ink = $palette[$_ - 30] }
                { $_ -in 40..47 } { $style.Paper = $palette[$_ - 40] }
                { $_ -in 90..97 } { $style.Ink = $palette[$_ - 82] }
                { $_ -in 100..107 } { $style.Paper = $palette[$_ - 92] }
                39 { $style.Ink = $ink }
                49 { $style.Paper = $null }
            }
        }
    }
}

function ConvertTo-Svg([string] $Screen, [string] $Title) {
    $width, $height, $margin = 8.4, 18, 14
    $Screen = $Screen.TrimEnd()
    $made = foreach ($piece in ConvertFrom-Ansi $Screen) {
        $x, $y = ($margin + $piece.Column * $width), ($margin + $piece.Row * $height)
        if ($piece.Paper) {
            "<rect x=`"$x`" y=`"$y`" width=`"$($piece.Text.Length * $width)`" height=`"$height`" fill=`"$($piece.Paper)`"/>"
        }

        # Where spaces stand side by side a browser may draw one: what lies between them has its own place, and its width whatever the font.
        foreach ($words in [regex]::Matches($piece.Text, '\S+(?: \S+)*')) {
            $at = $x + $words.Index * $width
            $weight = if ($piece.Bold) { ' font-weight="bold"' }
            "<text x=`"$at`" y=`"$($y + 13.5)`" fill=`"$($piece.Ink)`"$weight textLength=`"$($words.Length * $width)`" lengthAdjust=`"spacingAndGlyphs`">$([System.Security.SecurityElement]::Escape($words.Value))</text>"
        }
    }

    $full = 2 * $margin + $columns * $width
    @(
        "<svg xmlns=`"http://www.w3.org/2000/svg`" width=`"$full`" height=`"$(2 * $margin + ($Screen -split '\n').Count * $height)`" font-family=`"ui-monospace, 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace`" font-size=`"14`" role=`"img`">"
        "<title>$([System.Security.SecurityElement]::Escape($Title))</title>"
        "<rect width=`"100%`" height=`"100%`" rx=`"8`" fill=`"$paper`"/>"
        $made
        '</svg>'
    ) -join "`n"
}

try {
    Set-Content "$work/before.ps1" $before.Replace('$root', $root)
    $shell = (@(Get-PwshCommand) + '-NoProfile', '-NoLogo' | ForEach-Object { "'$_'" }) -join ' '
    & tmux -L $terminal -f /dev/null new-session -d -s p -x $columns -y $rows "env -u NO_COLOR -u CI TERM=xterm-256color $shell"
    Wait-Screen 'PS .*>'
    Send-Line ". '$work/before.ps1'"
    Wait-Screen '(?m)^PS> *$'
    foreach ($picture in $pictures) {
        Set-Content "$work/unseen.ps1" $picture.Unseen.Replace('$work', $work)
        Send-Line ". '$work/unseen.ps1'; Clear-Host"
        Wait-Screen '\A\s*PS>\s*\z'
        foreach ($line in @($picture.Typed) + $picture.Then) {
            if ($line) {
                Send-Line $line
                Wait-Screen ([regex]::Escape($line.Substring(0, 20)))
            }
        }

        # A command that is over has the prompt below it.
        Wait-Screen $picture.Shown
        if ($picture.Name -ne 'progress') {
            Wait-Screen 'PS>\s*\z'
        }

        [System.IO.File]::WriteAllText("$OutFolder/$($picture.Name).svg", (ConvertTo-Svg (Get-Screen -Coloured) $picture.Title) + "`n")
        if ($picture.Name -eq 'progress') {
            & tmux -L $terminal send-keys -t p C-c
            Wait-Screen 'PS>\s*\z'
        }
    }

    Get-Item $pictures.ForEach({ "$OutFolder/$($_.Name).svg" })
}
finally {
    & tmux -L $terminal kill-server
    Remove-Item $work -Recurse -Force
}
