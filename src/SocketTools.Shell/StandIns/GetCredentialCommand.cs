using System.Management.Automation;

namespace SocketTools.Shell.StandIns;

/// <summary>Asks for a user name and a password.</summary>
[Cmdlet(VerbsCommon.Get, "Credential", DefaultParameterSetName = "CredentialSet")]
[OutputType(typeof(PSCredential))]
internal sealed class GetCredentialCommand : PSCmdlet
{
    [Parameter(Position = 0, ParameterSetName = "CredentialSet")]
    public object? Credential { get; set; }

    [Parameter(ParameterSetName = "MessageSet")]
    public string Message { get; set; } = "Enter your credentials.";

    [Parameter(Position = 0, ParameterSetName = "MessageSet")]
    public string? UserName { get; set; }

    protected override void BeginProcessing()
    {
        object? given = Credential is PSObject wrapped ? wrapped.BaseObject : Credential;
        WriteObject(given as PSCredential
            ?? Host.UI.PromptForCredential("PowerShell credential request", Message, UserName ?? given?.ToString(), string.Empty));
    }
}
