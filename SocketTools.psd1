@{
    RootModule             = if ($PSEdition -eq 'Core') { 'lib/net8.0/SocketTools.dll' } else { 'lib/netstandard2.0/SocketTools.dll' }
    ModuleVersion          = '0.2.0'
    GUID                   = '6f0b7a3e-1b57-4c0e-9d0e-0f6f3c1f7a52'
    Author                 = 'The SocketTools contributors'
    CompanyName            = 'SocketTools'
    Copyright              = '(c) the SocketTools contributors. MIT licence.'
    Description            = 'Sockets as objects: connect, send and receive lines and bytes, listen, and fetch over raw HTTP, seeing exactly what crossed the wire.'
    PowerShellVersion      = '5.1'
    CompatiblePSEditions   = @('Core', 'Desktop')
    DotNetFrameworkVersion = '4.7.2'
    FormatsToProcess       = @('lib/SocketTools.Format.ps1xml')
    TypesToProcess         = @('lib/SocketTools.Types.ps1xml')
    FunctionsToExport      = @()
    AliasesToExport        = @()
    VariablesToExport      = @()
    CmdletsToExport        = @(
        'Close-SocketConnection'
        'Compare-SocketTranscript'
        'ConvertFrom-RawHttpResponse'
        'ConvertTo-RawHttpRequest'
        'ConvertTo-SocketScript'
        'Enter-SocketConnection'
        'Export-SocketTranscript'
        'Get-SocketCertificate'
        'Get-SocketConnection'
        'Get-SocketListener'
        'Get-SocketOption'
        'Get-SocketTranscript'
        'Get-UriContent'
        'Import-SocketTranscript'
        'Invoke-RawHttpGet'
        'Invoke-RawHttpRequest'
        'Invoke-SocketCommand'
        'New-SocketConnection'
        'Protect-SocketConnection'
        'Receive-RawHttpResponse'
        'Receive-SocketData'
        'Receive-SocketDatagram'
        'Receive-SocketLine'
        'Resolve-SocketAddress'
        'Send-RawHttpRequest'
        'Send-SocketData'
        'Send-SocketDatagram'
        'Send-SocketLine'
        'Set-SocketOption'
        'Set-SocketWeather'
        'Start-SocketListener'
        'Start-SocketRelay'
        'Start-SocketReplay'
        'Stop-SocketListener'
        'Test-SocketPort'
        'Wait-SocketConnection'
        'Wait-SocketPattern'
    )
    PrivateData            = @{
        PSData = @{
            Tags         = @('socket', 'tcp', 'netcat', 'http', 'listener', 'network', 'Windows', 'Linux', 'macOS', 'PSEdition_Core', 'PSEdition_Desktop')
            ProjectUri   = 'https://github.com/sockettools/SocketTools'
            LicenseUri   = 'https://github.com/sockettools/SocketTools/blob/main/LICENSE'
            ReleaseNotes = 'https://github.com/sockettools/SocketTools/blob/main/docs/CHANGELOG.md'
        }
    }
}
