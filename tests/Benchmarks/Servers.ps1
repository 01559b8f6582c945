# What the rows talk to: nginx with its files in memory, and the servers of the Peers program. Dot-sourced by Run.ps1.

$started = [Collections.Generic.List[Diagnostics.Process]]::new()
$ourServers = @{}

function Start-Child([string] $FileName, [string[]] $Arguments, [switch] $Reads) {
    $info = [Diagnostics.ProcessStartInfo]::new($FileName)
    foreach ($argument in $Arguments) { $info.ArgumentList.Add($argument) }
    $info.RedirectStandardOutput = $Reads
    $child = [Diagnostics.Process]::Start($info)
    $started.Add($child)
    $child
}

# The port of a server of the Peers program, which is started when first asked for.
function Get-PeerPort([string] $Arguments) {
    if (-not $ourServers.ContainsKey($Arguments)) {
        $child = Start-Child dotnet (@($peers) + $Arguments.Split(' ')) -Reads
        $ourServers[$Arguments] = [int] $child.StandardOutput.ReadLine()
    }

    $ourServers[$Arguments]
}

function Get-FreePort {
    $listener = Start-SocketListener
    $listener.Port
    Stop-SocketListener $listener
}

# The port of a redis with nothing on disk, which is started when first asked for.
function Get-RedisPort {
    if (-not $ourServers.ContainsKey('redis')) {
        $port = Get-FreePort
        $null = Start-Child redis-server '--port', $port, '--bind', '127.0.0.1', '--save', '', '--loglevel', 'warning' -Reads
        while (-not (Test-SocketPort 127.0.0.1 $port)) { [void] [Threading.Thread]::Yield() }
        $ourServers['redis'] = $port
    }

    $ourServers['redis']
}

function Start-Nginx([string] $Directory, [long] $BigBytes) {
    [void] [IO.Directory]::CreateDirectory("$Directory/www")
    & openssl req -x509 -newkey rsa:2048 -nodes -keyout "$Directory/key.pem" -out "$Directory/cert.pem" -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost 2>$null
    foreach ($file in @{ Name = 'big'; Bytes = $BigBytes }, @{ Name = '1m'; Bytes = 1MB }, @{ Name = '10m'; Bytes = 10MB }, @{ Name = '100m'; Bytes = 100MB }, @{ Name = '1000m'; Bytes = 1000MB }) {
        $stream = [IO.File]::Create("$Directory/www/$($file.Name)")
        $stream.SetLength($file.Bytes)
        $stream.Dispose()
    }

    [IO.File]::WriteAllText("$Directory/www/small", "hello`n")
    $plain = Get-FreePort
    $tls = Get-FreePort
    [IO.File]::WriteAllText("$Directory/nginx.conf", @"
master_process off; daemon off; pid $Directory/nginx.pid; error_log /dev/null;
events { worker_connections 4096; }
http {
  access_log off; sendfile on; keepalive_requests 10000000;
  client_body_temp_path $Directory/t1; proxy_temp_path $Directory/t2; fastcgi_temp_path $Directory/t3; uwsgi_temp_path $Directory/t4; scgi_temp_path $Directory/t5;
  server { listen 127.0.0.1:$plain; root $Directory/www; }
  server { listen 127.0.0.1:$tls ssl; ssl_certificate $Directory/cert.pem; ssl_certificate_key $Directory/key.pem; root $Directory/www; }
}
"@)
    & chmod -R a+rX $Directory
    $process = Start-Child nginx '-c', "$Directory/nginx.conf"
    while (-not ($probe = New-SocketConnection 127.0.0.1 $plain -ErrorAction Ignore)) {
        if ($process.HasExited) {
            throw 'nginx does not start.'
        }

        [void] [Threading.Thread]::Yield()
    }

    Close-SocketConnection $probe
    @{ Http = "http://127.0.0.1:$plain"; Https = "https://localhost:$tls" }
}

function Stop-Children {
    foreach ($child in $started) {
        if (-not $child.HasExited) {
            $child.Kill()
            $child.WaitForExit()
        }
    }
}
