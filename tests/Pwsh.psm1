# Another PowerShell like the one that runs this. Under the .NET tool the process is dotnet, and pwsh an assembly that it runs.

# The command line's beginning: a program, and what it wants first.
function Get-PwshCommand {
    [OutputType([string])]
    param()

    $program = [Environment]::ProcessPath
    $program
    if ([System.IO.Path]::GetFileNameWithoutExtension($program) -eq 'dotnet') {
        [System.IO.Path]::Combine($PSHOME, 'pwsh.dll')
    }
}

# A new one, without profile and questions; the arguments are pwsh's own.
function Invoke-Pwsh {
    $program, [string[]] $first = Get-PwshCommand
    & $program @first -NoProfile -NonInteractive @args
}
