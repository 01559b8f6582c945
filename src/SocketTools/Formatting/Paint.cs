using System.Management.Automation;

namespace SocketTools.Formatting;

/// <summary>Colours what a glance should find in a table, as the shell's $PSStyle has them; where there is none, and where output is no
/// terminal's, text stays plain.</summary>
public static class Paint
{
    private const int FewDays = 30;

    /// <summary>A state: green where all is well, red where it is not, yellow in between.</summary>
    /// <param name="state">The state, or its name.</param>
    /// <param name="style">The shell's $PSStyle; null in shells without.</param>
    public static string State(object? state, object? style)
    {
        string text = state?.ToString() ?? "";
        return In(style, text, text switch
        {
            "Open" or "Listening" or "True" => "Green",
            "Closed" or "Error" or "Reset" or "False" => "Red",
            _ => "Yellow",
        });
    }

    /// <summary>Days that are left: red where none are, yellow where few are.</summary>
    /// <param name="days">The days.</param>
    /// <param name="style">The shell's $PSStyle; null in shells without.</param>
    public static string Days(int days, object? style)
    {
        string text = days.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return days < 0 ? In(style, text, "Red") : days < FewDays ? In(style, text, "Yellow") : text;
    }

    private static string In(object? style, string text, string colour)
    {
        if (style is null || text.Length == 0)
        {
            return text;
        }

        PSObject foreground = PSObject.AsPSObject(PSObject.AsPSObject(style).Properties["Foreground"]?.Value ?? "");
        return foreground.Properties[colour]?.Value is string code ? code + text + PSObject.AsPSObject(style).Properties["Reset"]?.Value : text;
    }
}
