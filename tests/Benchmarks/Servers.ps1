# What the rows talk to or start: nginx with its files in memory, the servers of the Peers program, shells. Dot-sourced by Run.ps1.
Import-Module "$PSScriptRoot/../Program.psm1"

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

# The port of a relay of ours to nginx, which is started when first asked for.
function Get-OurRelayPort {
    if (-not $ourServers.ContainsKey('relay')) {
        $ourServers['relay'] = (Start-SocketRelay "127.0.0.1:$(([uri] $http).Port)").Port
    }

    $ourServers['relay']
}

# The same of socat.
function Get-SocatPort {
    if (-not $ourServers.ContainsKey('socat')) {
        $port = Get-FreePort
        $null = Start-Child socat '-b', 262144, "TCP-LISTEN:$port,fork,reuseaddr,bind=127.0.0.1", "TCP:127.0.0.1:$(([uri] $http).Port)"
        while (-not (Test-SocketPort 127.0.0.1 $port)) { [void] [Threading.Thread]::Yield() }
        $ourServers['socat'] = $port
    }

    $ourServers['socat']
}

function Start-Nginx([string] $Directory, [long] $BigBytes) {
    [void] [IO.Directory]::CreateDirectory("$Directory/www/put")
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
  client_max_body_size 0; dav_methods PUT;
  server { listen 127.0.0.1:$plain; root $Directory/www; }
  server { listen 127.0.0.1:$tls ssl; ssl_certificate $Directory/cert.pem; ssl_certificate_key $Directory/key.pem; root $Directory/www; }
}
"@)
    & chmod -R a+rX $Directory
    & chmod a+w $Directory $Directory/www/put
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

# The manifest of the package that a user installs. With small sizes the checkout's stands for it.
function Get-PackageManifest {
    if ($Quick) {
        return "$root/SocketTools.psd1"
    }

    $version = (Test-ModuleManifest "$root/SocketTools.psd1").Version
    $manifest = "$root/out/SocketTools/$version/SocketTools.psd1"
    if (-not [IO.File]::Exists($manifest)) {
        & "$root/build.ps1" Package > $null
    }

    $manifest
}

# The .NET tool's pwsh, compiled ahead of time as the released one is; null where the compiler cannot be had.
function Get-PwshAhead {
    if ($Quick) {
        return "$PSHOME/pwsh.dll"
    }

    $folder = "$root/out/pwsh-ahead-$($PSVersionTable.PSVersion)"
    if (-not [IO.File]::Exists("$folder/done")) {
        $properties = & dotnet msbuild "$root/src/SocketTools/SocketTools.csproj" -p:TargetFramework=net8.0 -p:Configuration=Release -t:GetAheadCompiler `
            -getProperty:AheadProgram -getProperty:AheadFramework | ConvertFrom-Json | ForEach-Object Properties
        if ([IO.Directory]::Exists($folder)) { [IO.Directory]::Delete($folder, $true) }
        Copy-Item $PSHOME $folder -Recurse
        foreach ($library in [IO.Directory]::GetFiles($PSHOME, '*.dll')) {
            # What is no managed assembly, or is compiled already, stays as it is.
            $null = & $properties.AheadProgram $library -o "$folder/$([IO.Path]::GetFileName($library))" -O -r "$($properties.AheadFramework)/*.dll" -r "$PSHOME/*.dll" 2>&1
        }

        [IO.File]::WriteAllText("$folder/done", '')
    }

    "$folder/pwsh.dll"
}

function Stop-Child {
    foreach ($child in $started) {
        if (-not $child.HasExited) {
            $child.Kill()
            $child.WaitForExit()
        }
    }
}
