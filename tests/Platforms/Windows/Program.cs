using System;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Microsoft.PowerShell;

// The engine without its console, which Wine does not have: runs a script, and shows what it gives.
InitialSessionState state = InitialSessionState.CreateDefault();
state.ExecutionPolicy = ExecutionPolicy.Bypass;
using Runspace runspace = RunspaceFactory.CreateRunspace(state);
runspace.Open();
using var shell = PowerShell.Create(runspace);
var output = new PSDataCollection<PSObject>();
output.DataAdded += (_, added) => Console.WriteLine(output[added.Index]);
shell.AddCommand(args[0]).AddArgument(args[1]).Invoke(null, output);
foreach (ErrorRecord error in shell.Streams.Error)
{
    Console.WriteLine("BAD  " + error);
}

return shell.HadErrors || !output[^1].ToString().EndsWith(" 0 failed", StringComparison.Ordinal) ? 1 : 0;
