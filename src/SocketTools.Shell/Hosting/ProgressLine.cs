using System;
using System.Globalization;
using System.Management.Automation;

namespace SocketTools.Shell.Hosting;

/// <summary>The latest progress record on one line of standard error, erased before anything else is written.</summary>
internal sealed class ProgressLine
{
    private bool _shown;

    internal void Show(ProgressRecord record)
    {
        if (Console.IsErrorRedirected || record.RecordType == ProgressRecordType.Completed)
        {
            Clear();
            return;
        }

        string percent = record.PercentComplete < 0 ? string.Empty : record.PercentComplete.ToString(" 0'%'", CultureInfo.CurrentCulture);
        string line = $"{record.Activity}: {record.StatusDescription}{percent} {record.CurrentOperation}";
        line = line.TrimEnd().ReplaceLineEndings(" ");

        // One column short, because a full line would wrap and could no longer be erased.
        int room = Terminal.Width - 1;
        Clear();
        Console.Error.Write(line.Length > room ? line[..room] : line);
        _shown = true;
    }

    internal void Clear()
    {
        if (_shown)
        {
            Console.Error.Write('\r' + new string(' ', Terminal.Width - 1) + '\r');
            _shown = false;
        }
    }
}
