namespace SocketTools.Dialogues;

/// <summary>Quoted strings (RFC 9051, 4.3; RFC 5804, 1.2).</summary>
internal static class QuotedText
{
    /// <summary>Text without control characters between quotation marks, those inside and backslashes escaped.</summary>
    internal static string Of(string text) => '"' + text.Replace("\\", "\\\\").Replace("\"", "\\\"") + '"';
}
