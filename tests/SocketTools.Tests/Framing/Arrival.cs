using SocketTools.Framing;

namespace SocketTools.Tests.Framing;

/// <summary>How bytes come to a scanner or a framing: the same bytes, cut at other places.</summary>
internal static class Arrival
{
    internal static readonly string[] Ways = { "whole", "halves", "one at a time", "split at random" };

    /// <summary>The lengths of the pieces that so many bytes come in.</summary>
    internal static IEnumerable<int> Pieces(string way, int count, int seed = 20240607)
    {
        var random = new Random(seed);
        for (int at = 0; at < count;)
        {
            int piece = way switch
            {
                "whole" => count,
                "halves" => at == 0 ? (count + 1) / 2 : count,
                "one at a time" => 1,
                "split at random" => random.Next(1, 8),
                _ => throw new ArgumentOutOfRangeException(nameof(way)),
            };
            piece = Math.Min(piece, count - at);
            yield return piece;
            at += piece;
        }
    }

    /// <summary>Shows a scanner a window that grows, in an array with other bytes around it.</summary>
    /// <returns>What it found, and how many bytes it had seen then.</returns>
    internal static (ScanResult Result, int Seen) Scan(IScanner scanner, byte[] bytes, string way, int seed = 20240607)
    {
        const int Before = 7;
        var array = new byte[Before + bytes.Length + 5];
        Array.Fill(array, (byte)'\n');
        bytes.CopyTo(array, Before);
        int seen = 0;
        ScanResult result = scanner.Scan(array, Before, 0);
        foreach (int piece in Pieces(way, bytes.Length, seed))
        {
            if (result.Found)
            {
                break;
            }

            seen += piece;
            result = scanner.Scan(array, Before, seen);
        }

        return (result, seen);
    }
}
