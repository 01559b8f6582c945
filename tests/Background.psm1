# Runs a script in a runspace of its own, with the module loaded: the far end of a test, or a command that is to be stopped.

function Start-Background {
    param([scriptblock] $Script, [object[]] $ArgumentList)

    $shell = [powershell]::Create()
    $null = $shell.AddCommand('Import-Module').AddArgument("$PSScriptRoot/../SocketTools.psd1").AddStatement().AddScript($Script)
    foreach ($argument in $ArgumentList) {
        $null = $shell.AddArgument($argument)
    }

    $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
    $nothing = [System.Management.Automation.PSDataCollection[psobject]]::new()
    $nothing.Complete()
    [pscustomobject]@{
        Shell  = $shell
        Output = $output
        Handle = $shell.BeginInvoke($nothing, $output)
    }
}

# The next output, as soon as it is there.
function Wait-BackgroundOutput {
    param($Background)

    $Background.Output.BlockingEnumerator = $true
    $next = $Background.Output.GetEnumerator()
    if (-not $next.MoveNext()) {
        throw "The background ended without output: $($Background.Shell.Streams.Error)"
    }

    $next.Current
}

# All output; an error there is an error here.
function Wait-Background {
    param($Background, [int] $TimeoutSec = 120)

    try {
        if (-not $Background.Handle.AsyncWaitHandle.WaitOne($TimeoutSec * 1000)) {
            throw "The background did not end within $TimeoutSec s."
        }

        $null = $Background.Shell.EndInvoke($Background.Handle)
        if ($Background.Shell.Streams.Error.Count) {
            throw $Background.Shell.Streams.Error[0]
        }

        $Background.Output.ReadAll()
    }
    finally {
        $Background.Shell.Dispose()
    }
}
