namespace SocketTools.Shell.StandIns;

/// <summary>What <c>Get-FileHash</c> writes for a file.</summary>
internal sealed record FileHashInfo(string Algorithm, string Hash, string? Path);
