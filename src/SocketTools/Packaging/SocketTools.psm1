# Loads the build that is compiled ahead of time for the process that this is, or the one for all. In a package alone; a manifest cannot
# ask for a processor outside Windows.
$system = if ($IsWindows) { 'win' } elseif ($IsMacOS) { 'osx' } elseif ($IsLinux) { 'linux' }
$processor = [System.Runtime.InteropServices.RuntimeInformation]::ProcessArchitecture.ToString().ToLowerInvariant()
$ahead = "$PSScriptRoot/net8.0/$system-$processor/SocketTools.dll"
Import-Module $(if ([System.IO.File]::Exists($ahead)) { $ahead } else { "$PSScriptRoot/net8.0/SocketTools.dll" })
