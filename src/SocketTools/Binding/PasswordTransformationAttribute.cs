using System.Management.Automation;

namespace SocketTools.Binding;

/// <summary>Takes the password of a credential for a password: Get-Credential asks for one as readily as Read-Host does.</summary>
public sealed class PasswordTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is PSCredential credential ? credential.Password : inputData;
}
