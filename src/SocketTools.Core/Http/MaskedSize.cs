namespace SocketTools.Http;

/// <summary>A size that a server announced for what is recorded with secrets masked.</summary>
/// <param name="At">Where its digits begin.</param>
/// <param name="Length">How many they are.</param>
/// <param name="Fitting">The digits that fit what is recorded.</param>
internal sealed record MaskedSize(int At, int Length, string Fitting);
