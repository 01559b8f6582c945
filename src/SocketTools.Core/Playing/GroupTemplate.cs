using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SocketTools.Tracing;

namespace SocketTools.Playing;

/// <summary>Text in which <c>{1}</c> or <c>{name}</c> stands for a group of a match.</summary>
internal static class GroupTemplate
{
    private static readonly Regex s_place = new(@"\{(\w+)\}", RegexOptions.CultureInvariant);

    /// <summary>Fills the groups in. Braces that name no group of the match stay as they are.</summary>
    internal static string Fill(string template, Match? match) => match is null ? template : s_place.Replace(template, place =>
    {
        string name = place.Groups[1].Value;
        Group group = int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? match.Groups[number] : match.Groups[name];
        return group.Success ? group.Value : IsGroup(match, name) ? "" : place.Value;
    });

    /// <summary>The same for bytes.</summary>
    internal static byte[] Fill(byte[] template, Match? match)
    {
        Encoding encoding = LooseText.EncodingOf(template, 0, template.Length);
        return encoding.GetBytes(Fill(encoding.GetString(template), match));
    }

    // An optional group that took no part is there, and empty. .NET gives an unsuccessful group for names that there are not, too.
    private static bool IsGroup(Match match, string name)
    {
        for (int i = 0; i < match.Groups.Count; i++)
        {
            if (i.ToString(CultureInfo.InvariantCulture) == name)
            {
                return true;
            }
        }

        return false;
    }
}
