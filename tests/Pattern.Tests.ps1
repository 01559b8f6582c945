# Wait-SocketPattern as users write it.
BeforeAll {
    Import-Module $PSScriptRoot/../SocketTools.psd1
}

AfterAll {
    Remove-Module SocketTools
}

Describe 'Wait-SocketPattern' {
    BeforeEach {
        $listener = Start-SocketListener
        $client = New-SocketConnection 127.0.0.1 $listener.Port
        $server = Wait-SocketConnection $listener
    }

    AfterEach {
        Close-SocketConnection $client, $server
        Stop-SocketListener $listener
    }

    It 'waits for a prompt without a line end' {
        Send-SocketData "Welcome`r`nlogin: " -Connection $server
        (Wait-SocketPattern $client 'login: $').Before.Trim() | Should -Be 'Welcome'
        $client.Available | Should -Be 0
    }

    It 'says which of several it was' {
        Send-SocketData 'Login incorrect' -Connection $server
        switch ((Wait-SocketPattern $client 'incorrect', '\$ $' -TimeoutSec 5).Pattern) {
            'incorrect' { $said = 'wrong password' }
            default { $said = 'logged in' }
        }
        $said | Should -Be 'wrong password'
    }

    It 'gives groups, and leaves what comes after the match' {
        Send-SocketData 'load=0.75; users=12; up=3d' -Connection $server
        $match = Wait-SocketPattern $client 'users=(?<users>\d+);'
        [int] $match.Groups['users'].Value | Should -Be 12
        $match.Before | Should -Be 'load=0.75; '
        Receive-SocketData $client -AsText | Should -Be ' up=3d'
    }

    It 'takes plain text with -SimpleMatch' {
        Send-SocketData 'price (EUR): 5.00?' -Connection $server
        $match = $client | Wait-SocketPattern -SimpleMatch '(eur)'
        "$match" | Should -Be '(EUR)'
        $match.Groups | Should -BeNullOrEmpty
    }

    It 'tells at a timeout what it waited for and what is unread, and loses nothing' {
        Send-SocketData "Maintenance`r`n" -Connection $server
        $failure = { Wait-SocketPattern $client 'login:' -TimeoutSec 0.2 -ErrorAction Stop } | Should -Throw -ErrorId 'ReceiveTimeout,*' -PassThru
        $failure.Exception.Message | Should -BeLike "*'login:'*0.2 s*Maintenance*"
        $failure.TargetObject | Should -Be $client
        Receive-SocketLine $client | Should -Be 'Maintenance'
    }

    It 'tells at the end of the stream that nothing can match any more' {
        Send-SocketData 'bye' -Connection $server
        Close-SocketConnection $server
        { Wait-SocketPattern $client 'login:' -ErrorAction Stop } | Should -Throw -ErrorId 'RemoteClosed,*'
        (Wait-SocketPattern $client 'b.e').Match | Should -Be 'bye'
    }

    It 'walks through records one match at a time' {
        Send-SocketData 'a=1;b=2;c=3;' -Connection $server
        1..3 | ForEach-Object { Wait-SocketPattern $client '(\w)=(\d);' } | ForEach-Object { $_.Groups[1].Value + $_.Groups[2].Value } | Should -Be 'a1', 'b2', 'c3'
    }

    It 'does not wait for more than the first match with Select-Object -First' {
        Send-SocketData 'one two' -Connection $server
        ($client, $client | Wait-SocketPattern -Pattern 'o\w+|two' | Select-Object -First 1).Match | Should -Be 'one'
        Receive-SocketData $client -AsText | Should -Be ' two'
    }
}

Describe 'A login at a terminal behind socat' {
    It 'goes through question by question' {
        Set-Content "$TestDrive/login" @'
printf 'login: '; IFS= read -r name
stty -echo; printf 'Password: '; IFS= read -r password; stty echo; printf '\n'
[ "$name:$password" = 'anna:open sesame' ] || { printf 'Login incorrect\n'; exit; }
while printf '%s$ ' "$name" && IFS= read -r command; do
    case $command in whoami) printf '%s\n' "$name" ;; exit) printf 'Goodbye.\n'; exit ;; esac
done
'@
        $start = [Diagnostics.ProcessStartInfo]::new((Get-Command socat)[0].Path)
        '-d', '-d', 'TCP-LISTEN:0,bind=127.0.0.1', "EXEC:bash $TestDrive/login,pty,setsid,ctty,stderr" | ForEach-Object { $start.ArgumentList.Add($_) }
        $start.RedirectStandardError = $true
        $socat = [Diagnostics.Process]::Start($start)
        try {
            do { $line = $socat.StandardError.ReadLine() } until ($line -match 'listening on .*:(?<port>\d+)$')
            $credential = [pscredential]::new('anna', (ConvertTo-SecureString 'open sesame' -AsPlainText -Force))

            $c = New-SocketConnection 127.0.0.1 $Matches.port -NewLine "`n" -IdleTimeoutSec 20
            $null = Wait-SocketPattern $c 'login: $'
            Send-SocketLine $credential.UserName -Connection $c
            $null = Wait-SocketPattern $c 'password: $'
            Send-SocketLine $credential.GetNetworkCredential().Password -Connection $c
            (Wait-SocketPattern $c 'incorrect', '\w+\$ $').Match | Should -Be 'anna$ '
            Send-SocketLine 'whoami' -Connection $c
            (Wait-SocketPattern $c '\$ $').Before -split '\r?\n' | Select-Object -Skip 1 -First 1 | Should -Be 'anna'
            Send-SocketLine 'exit' -Connection $c
            (Receive-SocketLine $c -All)[-1] | Should -Be 'Goodbye.'
            Close-SocketConnection $c
        }
        finally {
            $socat.Kill($true)
        }
    }
}
