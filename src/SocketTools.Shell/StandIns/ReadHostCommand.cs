using System.Management.Automation;
using System.Net;
using System.Security;

namespace SocketTools.Shell.StandIns;

/// <summary>Reads a line from the user.</summary>
[Cmdlet(VerbsCommunications.Read, "Host", DefaultParameterSetName = "AsString")]
[OutputType(typeof(string), typeof(SecureString))]
internal sealed class ReadHostCommand : PSCmdlet
{
    [Parameter(Position = 0, ValueFromRemainingArguments = true)]
    [AllowNull]
    public object? Prompt { get; set; }

    [Parameter(ParameterSetName = "AsSecureString")]
    public SwitchParameter AsSecureString { get; set; }

    [Parameter(ParameterSetName = "AsString")]
    public SwitchParameter MaskInput { get; set; }

    protected override void BeginProcessing()
    {
        if (Prompt is not null)
        {
            Host.UI.Write(LanguagePrimitives.ConvertTo<string>(Prompt) + ": ");
        }

        if (AsSecureString || MaskInput)
        {
            SecureString secret = Host.UI.ReadLineAsSecureString();
            WriteObject(AsSecureString ? secret : new NetworkCredential(string.Empty, secret).Password);
        }
        else
        {
            WriteObject(Host.UI.ReadLine());
        }
    }
}
