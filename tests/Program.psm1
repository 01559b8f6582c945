# Real programs as servers and peers: children of the test, on free ports of 127.0.0.1.

# Where a program is not installed, the test that asks for it is skipped and says so.
function Find-Program {
    [OutputType([string])]
    param([string] $Name)

    $found = Get-Command $Name, "/usr/sbin/$Name" -CommandType Application -ErrorAction Ignore | Select-Object -First 1
    if (-not $found) {
        Set-ItResult -Skipped -Because "$Name is not installed"
    }

    $found.Source
}

# Below the ports that systems give to whoever asks for any, and never the same again: nobody else is there before a program listens on it,
# nor after it has ended.
$given = [System.Collections.Generic.HashSet[int]]::new()

function Get-FreePort {
    [OutputType([int])]
    param()

    while ($true) {
        $port = Get-Random -Minimum 22000 -Maximum 32000
        if (-not $given.Add($port)) {
            continue
        }

        $listener = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, $port)
        try {
            $listener.Start()
            return $port
        }
        catch [System.Net.Sockets.SocketException] {
            continue
        }
        finally {
            $listener.Stop()
        }
    }
}

# Starts a program, and waits until it listens on the port where one is given. What it says goes to a log that its failure shows.
function Start-Program {
    [Diagnostics.CodeAnalysis.SuppressMessage('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'A test starts what it needs.')]
    [OutputType([System.Diagnostics.Process])]
    param([string] $Path, [string[]] $ArgumentList, [int] $Port)

    $start = [System.Diagnostics.ProcessStartInfo]::new((Get-Command sh).Source)
    $log = [System.IO.Path]::GetTempFileName()
    foreach ($argument in @('-c', 'log=$1; shift; exec "$@" < /dev/null > "$log" 2>&1', 'sh', $log, $Path) + $ArgumentList) {
        $start.ArgumentList.Add($argument)
    }

    $process = [System.Diagnostics.Process]::Start($start)
    $process | Add-Member Log $log
    if (-not $Port) {
        return $process
    }

    # Nothing tells from outside when a server begins to listen: it is asked until it answers or has ended.
    $client = [System.Net.Sockets.TcpClient]::new()
    while (-not $process.HasExited) {
        try {
            $client.Connect([ipaddress]::Loopback, $Port)
            break
        }
        catch [System.Net.Sockets.SocketException] {
            Start-Sleep -Milliseconds 20
        }
    }

    $client.Dispose()
    if ($process.HasExited) {
        throw "$Path ended with $($process.ExitCode): $(Get-Content $log -Raw)"
    }

    $process
}

function Stop-Program {
    [Diagnostics.CodeAnalysis.SuppressMessage('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'A test ends what it started.')]
    param([System.Diagnostics.Process[]] $Process)

    foreach ($one in $Process) {
        if ($one) {
            $one.Kill($true)
            $one.WaitForExit()
            Remove-Item $one.Log
            $one.Dispose()
        }
    }
}

# An sshd of our own, with keys of its own; it knows nobody but us. Gives the process, the port, and what ssh has to be told.
function Start-Sshd {
    [Diagnostics.CodeAnalysis.SuppressMessage('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'A test starts what it needs.')]
    param([string] $Folder, [string[]] $Setting)

    $null = New-Item $Folder -ItemType Directory -Force
    foreach ($key in 'host', 'user') {
        ssh-keygen -q -t ed25519 -N '' -f "$Folder/$key"
    }

    Copy-Item "$Folder/user.pub" "$Folder/authorized"
    chmod 700 $Folder
    $port = Get-FreePort
    Set-Content "$Folder/config" (@(
            "Port $port"
            'ListenAddress 127.0.0.1'
            "HostKey $Folder/host"
            "AuthorizedKeysFile $Folder/authorized"
            'PidFile none'
            'StrictModes no'
            'UsePAM no'
            'PasswordAuthentication no'
            $Setting) -join "`n")
    if (-not (Test-Path /run/sshd) -and (id -u) -eq 0) {
        # Where it runs as root, it wants this to be there.
        $null = New-Item /run/sshd -ItemType Directory
    }

    $sshd = Get-Command sshd, /usr/sbin/sshd -CommandType Application -ErrorAction Ignore | Select-Object -First 1
    [pscustomobject]@{
        Process     = Start-Program $sshd.Source '-D', '-e', '-f', "$Folder/config" -Port $port
        Port        = $port
        KeyFilePath = "$Folder/user"
        Options     = @{ StrictHostKeyChecking = 'no'; UserKnownHostsFile = '/dev/null'; LogLevel = 'ERROR' }
    }
}

# An exim that takes mail for nobody, and speaks TLS where it is given a file with certificate and key. Gives the process and the port.
function Start-Exim {
    [Diagnostics.CodeAnalysis.SuppressMessage('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'A test starts what it needs.')]
    param([string] $Folder, [string] $CertificateFile)

    $exim = Find-Program exim4
    $null = New-Item "$Folder/spool" -ItemType Directory -Force
    $port = Get-FreePort
    Set-Content "$Folder/exim.conf" (@(
            'keep_environment ='
            "exim_user = $([Environment]::UserName)"
            'never_users ='
            'primary_hostname = mail.test'
            "spool_directory = $Folder/spool"
            'log_file_path = :syslog:'
            'pid_file_path ='
            'local_interfaces = 127.0.0.1'
            "daemon_smtp_ports = $port"
            'host_lookup ='
            'acl_smtp_rcpt = deny'
            if ($CertificateFile) { 'tls_advertise_hosts = *', "tls_certificate = $CertificateFile", "tls_privatekey = $CertificateFile" }) -join "`n")
    [pscustomobject]@{
        Process = Start-Program $exim '-C', "$Folder/exim.conf", '-bdf' -Port $port
        Port    = $port
    }
}
