using SocketTools.Faults;

namespace SocketTools.Connections;

/// <summary>Keeps credentials off wires that everybody on the way can read.</summary>
public static class CredentialGuard
{
    /// <summary>Demands protection before a credential is sent.</summary>
    /// <param name="isProtected">Whether what it goes over is protected, or does not leave the machine.</param>
    /// <param name="isAllowed">Whether the user allows it all the same.</param>
    /// <param name="credential">What would be sent, as the user gave it.</param>
    /// <param name="peer">To whom.</param>
    /// <param name="instead">What would protect it.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: neither.</exception>
    public static void Demand(bool isProtected, bool isAllowed, string credential, string peer, string instead)
    {
        if (!isProtected && !isAllowed)
        {
            throw ConnectionFaults.CredentialUnprotected(credential, peer, instead);
        }
    }
}
