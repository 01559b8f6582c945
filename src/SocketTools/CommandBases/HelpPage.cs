namespace SocketTools.CommandBases;

/// <summary>Where the help pages can be read on the web: <c>Get-Help -Online</c> opens a cmdlet's page there.</summary>
internal static class HelpPage
{
    /// <summary>The folder of docs/en-US; the manifest's ProjectUri begins the same way.</summary>
    internal const string At = "https://github.com/sockettools/SocketTools/blob/main/docs/en-US/";
}
