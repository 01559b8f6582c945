namespace SocketTools.Url;

/// <summary>The port of a data connection as a reply of FTP names it.</summary>
/// <param name="Address">The address beside it; null: there is none.</param>
/// <param name="Port">The port, 1 to 65535.</param>
/// <param name="At">Where the reply names it, the address included.</param>
/// <param name="Length">How many characters it takes there.</param>
internal readonly record struct FtpNamedPort(string? Address, int Port, int At, int Length);
