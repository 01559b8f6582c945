# Enter-SocketConnection in a real terminal (tmux), and as a pipe.
BeforeDiscovery {
    # Windows has no tmux, and nothing else that types into a terminal and reads its screen.
    $hasTerminal = [bool] (Get-Command tmux -CommandType Application -ErrorAction Ignore)
}

BeforeAll {
    Import-Module $PSScriptRoot/../SocketTools.psd1
    $root = (Resolve-Path $PSScriptRoot/..).Path

    Import-Module $PSScriptRoot/Background.psm1, $PSScriptRoot/Pwsh.psm1
    $pwsh = @(Get-PwshCommand)

    function Invoke-Shell([string] $Text, [string] $Command) {
        $file = New-Item "$TestDrive/$(New-Guid).txt" -Value $Text
        $line = ($pwsh + '-NoProfile', '-NonInteractive', '-Command' | ForEach-Object { "'$_'" }) -join ' '
        & sh -c "cat '$file' | $line `"`$1`"" sh "Import-Module '$root/SocketTools.psd1'; $Command"
    }
}

AfterAll {
    Remove-Module SocketTools, Background, Pwsh
}

Describe 'Enter-SocketConnection as a pipe' {
    BeforeEach {
        $listener = Start-SocketListener
        $client = New-SocketConnection 127.0.0.1 $listener.Port
        $server = Wait-SocketConnection $listener
    }

    AfterEach {
        Close-SocketConnection $client, $server
        Stop-SocketListener $listener
    }

    It 'sends what is piped in, ends sending, and emits what comes to its end' {
        Send-SocketLine $server 'one', 'two'
        Close-SocketConnection $server -Direction Send
        'a', '', 'b' | Enter-SocketConnection $client | Should -Be 'one', 'two'
        Receive-SocketLine $server -All | Should -Be 'a', '', 'b'
        $client.State | Should -Be 'RemoteClosed'
    }

    It 'reads while it sends, where the peer does not take more before it is read' {
        $echo = Start-Background {
            param($server)
            while ($line = Receive-SocketLine $server -ErrorAction Ignore) { Send-SocketLine $line -Connection $server }
            Close-SocketConnection $server -Direction Send
        } $server
        $lines = 1..20000 | ForEach-Object { "line $_ " + 'x' * 100 }
        $came = $lines | Enter-SocketConnection $client
        $came.Count | Should -Be 20000
        $came[-1] | Should -BeExactly $lines[-1]
        $null = Wait-Background $echo
    }

    It 'sends what is given by name, to a connection that is piped in too' {
        Send-SocketLine $server 'one'
        Close-SocketConnection $server -Direction Send
        $client | Enter-SocketConnection -InputObject 'a', 'b' | Should -Be 'one'
        Receive-SocketLine $server -All | Should -Be 'a', 'b'
    }

    It 'refuses $null' {
        { $null | Enter-SocketConnection -Connection $client -ErrorAction Stop } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
        { Enter-SocketConnection $client -InputObject $null } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
        $client.BytesSent | Should -Be 0
    }

    It 'sends no connection as text' {
        $client | Enter-SocketConnection -Connection $client -ErrorAction SilentlyContinue -ErrorVariable failure -IdleTimeoutSec 0.2
        $failure | Should -Not -BeNullOrEmpty
        $client.BytesSent | Should -Be 0
    }

    It 'closes what it opened itself' {
        $web = Start-SocketListener -Response "bye`r`n"
        '' | Enter-SocketConnection "127.0.0.1:$($web.Port)" | Should -Be 'bye'
        Get-SocketConnection | Where-Object Port -EQ $web.Port | Should -BeNullOrEmpty
        Stop-SocketListener $web
    }

    # Skipped on Windows, which has neither sh nor cat.
    It 'is a pipe where standard input is redirected: cat file | pwsh ...' -Skip:$IsWindows {
        # The input has ended long before the answer comes: the server sends it once it has seen that end.
        $answering = Start-Background {
            param($listener)
            $peer = Wait-SocketConnection $listener -TimeoutSec 60
            $came = @(Receive-SocketLine $peer -All)
            Send-SocketLine $peer "got $($came -join '+')"
            Close-SocketConnection $peer
        } $listener
        Invoke-Shell "one`ntwo`n" "`$input | Enter-SocketConnection 127.0.0.1 $($listener.Port)" | Should -Be 'got one+two'
        $null = Wait-Background $answering
    }
}

Describe 'Enter-SocketConnection in a terminal' -Skip:(-not $hasTerminal) {
    BeforeAll {
        $socket = "st$PID"
        function Send-Key { & tmux -L $socket send-keys -t kb @args }
        function Get-Screen { (& tmux -L $socket capture-pane -p -t kb) -join "`n" }
        function Wait-Screen([string] $Pattern) {
            # tmux tells nobody when its screen changes: it is looked at until it shows what is waited for.
            for ($i = 0; $i -lt 600; $i++) {
                $screen = Get-Screen
                if ($screen -match $Pattern) { return $screen }
                Start-Sleep -Milliseconds 100
            }

            throw "The screen did not show '$Pattern':`n$screen"
        }

        # The line first: an Enter that comes while the shell asks the terminal something is taken for a part of the answer.
        function Invoke-Line([string] $Line) {
            Send-Key $Line
            $null = Wait-Screen ([regex]::Escape($Line))
            Send-Key Enter
        }

        $null = & tmux -L $socket new-session -d -s kb -x 100 -y 50 (($pwsh + '-NoProfile' | ForEach-Object { "'$_'" }) -join ' ')
        $null = Wait-Screen 'PS .*>'
        Send-Key "Import-Module '$root/SocketTools.psd1'; function prompt { 'shell> ' }; 'rea' + 'dy'" Enter
        $null = Wait-Screen 'ready'
    }

    AfterAll {
        $null = & tmux -L $socket kill-server
    }

    BeforeEach {
        $listener = Start-SocketListener
        Invoke-Line 'Clear-Host'
        $null = Wait-Screen '\A\s*shell>\s*\z'
        Invoke-Line "Enter-SocketConnection 127.0.0.1 $($listener.Port)"
        $server = Wait-SocketConnection $listener -TimeoutSec 30
        $null = Wait-Screen 'Ctrl\+\] leaves'
    }

    AfterEach {
        Close-SocketConnection $server
        Stop-SocketListener $listener
    }

    It 'holds a login dialogue, and Ctrl+] leaves and keeps the connection' {
        Send-SocketData $server "Welcome`r`nlogin: "
        $null = Wait-Screen 'Welcome\nlogin:'
        Send-Key 'anna' Enter
        Receive-SocketLine $server | Should -Be 'anna'
        Wait-Screen 'login: anna' | Should -Not -BeNullOrEmpty
        Send-Key 'C-]'
        $screen = Wait-Screen 'left; Enter-SocketConnection (\d+) comes back'
        $server.State | Should -Be 'Open'
        $null = $screen -match 'Enter-SocketConnection (\d+) comes back'
        Send-Key "Enter-SocketConnection $($Matches[1])" Enter
        Send-SocketData $server 'back again'
        $null = Wait-Screen 'back again'
        Close-SocketConnection $server
        $null = Wait-Screen 'has ended the stream\]\s+shell>'
    }

    It 'does not show what answers a question for a password' {
        Send-SocketData $server 'login: '
        $null = Wait-Screen 'login:'
        Send-Key 'anna' Enter
        Receive-SocketLine $server | Should -Be 'anna'
        Send-SocketData $server 'Password: '
        $null = Wait-Screen 'Password:'
        Send-Key 'hunter2' Enter
        Receive-SocketLine $server | Should -Be 'hunter2'
        Send-SocketData $server '$ '
        $screen = Wait-Screen '(?m)^\$'
        $screen | Should -Match 'anna'
        $screen | Should -Not -Match 'hunter2'
        Close-SocketConnection $server
        $null = Wait-Screen 'has ended the stream\]\s+shell>'
    }

    It 'keeps what is typed together while a server chats' {
        Send-Key 'half'
        $null = Wait-Screen 'half'
        Send-SocketLine $server 'chat 1', 'chat 2'
        $null = Wait-Screen 'chat 1\nchat 2\nhalf'
        Send-Key ' done' BSpace 'e' Enter
        Receive-SocketLine $server | Should -Be 'half done'
        Close-SocketConnection $server
        $null = Wait-Screen 'has ended the stream\]\s+shell>'
    }

    It 'shows control characters and does not obey them' {
        Send-SocketLine $server 'before'
        Send-SocketData $server "`e[2J`e]0;owned`a over`rwritten`r`n"
        Wait-Screen 'written' | Should -Match ([regex]::Escape('before') + '\n' + [regex]::Escape('`u{1B}[2J`u{1B}]0;owned`u{7} over`rwritten'))
        Close-SocketConnection $server
        $null = Wait-Screen 'has ended the stream\]\s+shell>'
    }

    It 'ends sending with Ctrl+D and shows the answer' {
        Send-Key 'question' Enter 'C-d'
        Receive-SocketLine $server -All | Should -Be 'question'
        Send-SocketLine $server 'the answer'
        Close-SocketConnection $server
        Wait-Screen 'has ended the stream\]\s+shell>' | Should -Match 'the answer'
    }

    It 'stops with Ctrl+C, closes what it opened, and leaves the shell as it was' {
        Send-Key 'C-c'
        $null = Wait-Screen 'Ctrl\+\] leaves[^\n]*\n+(\^C)?\s*shell>'
        Receive-SocketLine $server -All | Should -BeNullOrEmpty
        Send-Key "'al' + 'ive'" Enter
        $null = Wait-Screen '(?m)^alive$'
    }
}
