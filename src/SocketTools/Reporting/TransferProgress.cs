using System;
using System.Globalization;
using System.Management.Automation;

namespace SocketTools.Reporting;

/// <summary>Shows how a transfer goes on.</summary>
internal sealed class TransferProgress : WorkProgress
{
    private readonly long? _total;

    /// <summary>Begins a transfer.</summary>
    /// <param name="cmdlet">Shows it; told on its own thread.</param>
    /// <param name="activity">What is being done.</param>
    /// <param name="total">How many bytes there will be; null where that is not known.</param>
    internal TransferProgress(Cmdlet cmdlet, string activity, long? total)
        : base(cmdlet, activity) => _total = total;

    /// <summary>So many bytes have been transferred.</summary>
    internal void Report(long bytes)
    {
        if (IsDue(out TimeSpan elapsed))
        {
            Show($"{Size(bytes)}{(_total is long t ? " of " + Size(t) : "")}, {Size(bytes / elapsed.TotalSeconds)}/s", _total is long all and > 0 ? bytes * 100.0 / all : -1);
        }
    }

    private static string Size(double bytes)
    {
        string[] units = { "B", "KiB", "MiB", "GiB", "TiB" };
        int unit = 0;
        for (; bytes >= 1024 && unit < units.Length - 1; unit++)
        {
            bytes /= 1024;
        }

        return bytes.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + units[unit];
    }
}
