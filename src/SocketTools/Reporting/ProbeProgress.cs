using System.Globalization;
using System.Management.Automation;

namespace SocketTools.Reporting;

/// <summary>Shows how many of many are done.</summary>
internal sealed class ProbeProgress : WorkProgress
{
    /// <inheritdoc/>
    internal ProbeProgress(Cmdlet cmdlet, string activity)
        : base(cmdlet, activity)
    {
    }

    /// <summary>So many are done, of those that are known of.</summary>
    internal void Report(long done, long known)
    {
        if (known > 0 && IsDue(out _))
        {
            Show(string.Format(CultureInfo.InvariantCulture, "{0:N0} of {1:N0} probes done", done, known), 100 * done / known);
        }
    }
}
