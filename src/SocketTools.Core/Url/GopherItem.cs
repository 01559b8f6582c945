using System;
using System.Globalization;
using System.Text;
using SocketTools.Framing;

namespace SocketTools.Url;

/// <summary>One line of a gopher menu.</summary>
public sealed class GopherItem : UriItem
{
    private static readonly char[] s_notInAHost = { '/', '\\', '?', '#', '@', ' ', '%', '\r', '\0' };

    private readonly char _character;
    private readonly Encoding _encoding;

    /// <summary>An item.</summary>
    /// <param name="line">The line as it came.</param>
    /// <param name="character">The character of its type.</param>
    /// <param name="encoding">How the selector becomes bytes again.</param>
    internal GopherItem(string line, char character, Encoding encoding)
        : base(line)
    {
        _character = character;
        _encoding = encoding;
    }

    /// <summary>What it leads to.</summary>
    public GopherType Type => GopherTypes.Of(_character);

    /// <summary>The words to show.</summary>
    public string Title { get; init; } = "";

    /// <summary>What to send to the server for it.</summary>
    public string Selector { get; init; } = "";

    /// <summary>The server.</summary>
    public string HostName { get; init; } = "";

    /// <summary>The server's port, 1 to 65535; 0 where the line names none.</summary>
    public int Port { get; init; }

    /// <inheritdoc/>
    public override Uri? Uri
    {
        get
        {
            if (Type == GopherType.Html && (Selector.StartsWith("URL:", StringComparison.OrdinalIgnoreCase) || Selector.StartsWith("/URL:", StringComparison.OrdinalIgnoreCase)))
            {
                return Made(Selector.Substring(Selector.IndexOf(':') + 1));
            }

            if (Type is GopherType.Information or GopherType.Error || HostName.Length == 0 || Port == 0 || HostName.IndexOfAny(s_notInAHost) >= 0)
            {
                return null;
            }

            string authority = (HostName.IndexOf(':') >= 0 ? "[" + HostName + "]" : HostName) + (Port == GopherScheme.Port ? "" : ":" + Port.ToString(CultureInfo.InvariantCulture));
            string type = PercentCoding.Encode(_encoding.GetBytes(_character.ToString()), keepSlashes: false);
            return Made($"gopher://{authority}/{type}{PercentCoding.Encode(_encoding.GetBytes(Selector), keepSlashes: true)}");
        }
    }

    /// <summary>The title.</summary>
    public override string ToString() => Title;

    private static Uri? Made(string text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) ? uri : null;
}
