using System;
using System.Text;
using SocketTools.Faults;
using SocketTools.Framing;
using SocketTools.Transport;

namespace SocketTools.Url;

/// <summary>What a gopher URI asks for (RFC 4266, 2.1).</summary>
internal sealed class GopherRequest
{
    private GopherRequest(HostEndPoint endPoint, char character, byte[] line)
    {
        EndPoint = endPoint;
        Character = character;
        Line = line;
    }

    /// <summary>The server.</summary>
    internal HostEndPoint EndPoint { get; }

    /// <summary>The character of the type.</summary>
    internal char Character { get; }

    /// <summary>The type.</summary>
    internal GopherType Type => GopherTypes.Of(Character);

    /// <summary>What is sent, without the line's end: the selector, and behind a tab the words of a search.</summary>
    internal byte[] Line { get; }

    /// <summary>The same, to show.</summary>
    internal string Shown => Encoding.UTF8.GetString(Line);

    /// <summary>Takes a URI apart.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: nothing that can be asked for.</exception>
    internal static GopherRequest Of(UriReference uri)
    {
        HostEndPoint endPoint = uri.EndPoint(GopherScheme.Port);
        string path = uri.Rest.StartsWith("/", StringComparison.Ordinal) ? uri.Rest.Substring(1) : uri.Rest;
        char character = path.Length == 0 || path[0] == '?' ? '1' : path[0];
        string selector = path.Length == 0 || path[0] == '?' ? path : path.Substring(1);
        GopherType type = GopherTypes.Of(character);
        if (type is GopherType.PhoneBook or GopherType.Telnet or GopherType.Telnet3270 or GopherType.Error or GopherType.Information)
        {
            throw FaultFactory.InvalidRequest($"'{uri.Text}' is nothing to fetch: its gopher type {character} is {Words(type)}. Nothing was sent.");
        }

        string? search = null;
        if (type == GopherType.Search)
        {
            int tab = selector.IndexOf("%09", StringComparison.Ordinal);
            int question = selector.IndexOf('?');
            if (tab >= 0 && (question < 0 || tab < question))
            {
                search = selector.Substring(tab + 3);
                selector = selector.Substring(0, tab);
            }
            else if (question >= 0)
            {
                search = selector.Substring(question + 1);
                selector = selector.Substring(0, question);
            }
        }

        // RFC 1436, 3.4: what would end the selector, or be another request behind it, is in neither part.
        byte[] line = PercentCoding.DecodeForLine(selector, "gopher selector");
        if (search is not null)
        {
            byte[] words = PercentCoding.DecodeForLine(search, "gopher search");
            byte[] whole = new byte[line.Length + 1 + words.Length];
            line.CopyTo(whole, 0);
            whole[line.Length] = (byte)'\t';
            words.CopyTo(whole, line.Length + 1);
            line = whole;
        }

        return new GopherRequest(endPoint, character, line);
    }

    private static string Words(GopherType type) => type switch
    {
        GopherType.PhoneBook => "a CSO phone book",
        GopherType.Telnet or GopherType.Telnet3270 => "a telnet session",
        GopherType.Error => "an error",
        _ => "information in a menu",
    };
}
