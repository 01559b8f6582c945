using System.Collections.Generic;
using System.Globalization;
using SocketTools.Faults;

namespace SocketTools.Probing;

/// <summary>Ports in the order in which they were named, each once; ranges stay ranges.</summary>
public sealed class PortList
{
    private const int Highest = 65535;

    private readonly List<(int First, int Last)> _ranges = new();
    private readonly bool[] _taken = new bool[Highest + 1];

    private PortList()
    {
    }

    /// <summary>How many ports there are, 1 to 65535.</summary>
    public int Count { get; private set; }

    /// <summary>The port that was named first.</summary>
    public int First => _ranges[0].First;

    /// <summary>Whether one port alone was named, as a number or a service: no list and no range.</summary>
    public bool IsSingle { get; private set; } = true;

    /// <summary>A list of one port.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: out of range.</exception>
    public static PortList Of(int port)
    {
        var list = new PortList();
        list.AddRange(port, port, port.ToString(CultureInfo.InvariantCulture));
        return list;
    }

    /// <summary>Reads ports: numbers, ranges, names of services, and lists of them with commas.</summary>
    /// <param name="texts">Such as <c>20-25,80</c> or <c>https</c>.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: not a port, or none.</exception>
    public static PortList Parse(IReadOnlyList<string> texts)
    {
        var list = new PortList { IsSingle = texts.Count == 1 };
        foreach (string text in texts)
        {
            foreach (string part in text.Split(','))
            {
                list.IsSingle &= part.Length == text.Length;
                list.AddPart(part.Trim(), text);
            }
        }

        return list.Count > 0 ? list : throw FaultFactory.InvalidRequest("There is no port in the list.");
    }

    /// <summary>The ports.</summary>
    public IEnumerable<int> Ports()
    {
        foreach ((int first, int last) in _ranges)
        {
            for (int port = first; port <= last; port++)
            {
                yield return port;
            }
        }
    }

    private void AddPart(string part, string text)
    {
        if (TryNumber(part, out int single))
        {
            AddRange(single, single, part);
            return;
        }

        // Names of services have hyphens too: a range is what has numbers on both sides.
        int hyphen = part.IndexOf('-');
        if (hyphen > 0 && TryNumber(part.Substring(0, hyphen).TrimEnd(), out int first) && TryNumber(part.Substring(hyphen + 1).TrimStart(), out int last))
        {
            IsSingle = false;
            AddRange(first, last, part);
            return;
        }

        int port = ServicePorts.PortOf(part) ?? throw FaultFactory.InvalidRequest(
            $"'{FaultFactory.Visible(part.Length > 0 ? part : text)}' is not a port: give a number from 1 to 65535, a range such as 20-25, or the name of a service.");
        AddRange(port, port, part);
    }

    private static bool TryNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private void AddRange(int first, int last, string part)
    {
        if (first < 1 || last > Highest || first > last)
        {
            throw FaultFactory.InvalidRequest(first > last && last >= 1
                ? $"The range {part} runs backwards: the lower port comes first."
                : $"{part} is not a port: a port is a number from 1 to 65535.");
        }

        for (int port = first; port <= last; port++)
        {
            if (_taken[port])
            {
                continue;
            }

            _taken[port] = true;
            Count++;
            if (_ranges.Count > 0 && _ranges[_ranges.Count - 1].Last == port - 1)
            {
                _ranges[_ranges.Count - 1] = (_ranges[_ranges.Count - 1].First, port);
            }
            else
            {
                _ranges.Add((port, port));
            }
        }
    }
}
