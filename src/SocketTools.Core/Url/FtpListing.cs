using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace SocketTools.Url;

/// <summary>Reads listings of FTP servers: MLSD (RFC 3659, 7), and LIST in the styles of Unix, DOS, VMS, OS/400 and EPLF. Pure: bytes in, items out.</summary>
internal sealed class FtpListing
{
    private readonly string _directory;
    private readonly Encoding _encoding;
    private readonly UnixListingStyle _unix;

    /// <summary>Prepares to read.</summary>
    /// <param name="directory">The URI of the directory, a slash at its end.</param>
    /// <param name="encoding">Of the names.</param>
    /// <param name="now">The time: LIST leaves out the year of what is younger than about one.</param>
    internal FtpListing(string directory, Encoding encoding, DateTimeOffset now)
    {
        _directory = directory;
        _encoding = encoding;
        _unix = new UnixListingStyle(now);
    }

    /// <summary>The items of a listing.</summary>
    /// <param name="bytes">The listing.</param>
    /// <param name="isFacts">Whether it answers MLSD.</param>
    internal IReadOnlyList<DirectoryItem> Parse(byte[] bytes, bool isFacts)
    {
        var items = new List<DirectoryItem>();
        string? wrapped = null;
        for (int at = 0; at < bytes.Length;)
        {
            int newLine = Array.IndexOf(bytes, (byte)'\n', at);
            int stop = newLine < 0 ? bytes.Length : newLine;

            // One CR belongs to the line's end; whatever else stands there is part of a name.
            int length = stop - at - (stop > at && bytes[stop - 1] == '\r' ? 1 : 0);
            string line = FtpText.OneByOne.GetString(bytes, at, length);
            at = stop + 1;
            if (!isFacts && wrapped is not null && OtherListingStyles.Read(wrapped + line) is FtpEntry entry)
            {
                items[items.Count - 1] = ItemOf(entry, wrapped + "\n" + line);
                wrapped = null;
                continue;
            }

            wrapped = OtherListingStyles.IsWrapped(line) ? line : null;
            if (line.Length > 0 && !IsHeading(line, isFacts) && Item(line, isFacts) is { Name: not ("." or "..") } item)
            {
                items.Add(item);
            }
        }

        return items;
    }

    private DirectoryItem? Item(string line, bool isFacts)
    {
        FtpEntry? entry;
        if (isFacts)
        {
            entry = FactStyle.Read(line, out bool isItself);
            if (isItself)
            {
                return null;
            }
        }
        else
        {
            entry = OtherListingStyles.Read(line) ?? _unix.Read(line);
        }

        return ItemOf(entry, line);
    }

    // Better a line that nobody could read than one that is not there.
    private DirectoryItem ItemOf(FtpEntry? entry, string line)
    {
        string shown = FtpText.Shown(line, _encoding);
        return entry is not FtpEntry read || read.Name.Length == 0
            ? new DirectoryItem(null, shown, shown, shown, FtpText.OneByOne)
            : new(_directory, shown, FtpText.Shown(read.Name, _encoding), read.Name, FtpText.OneByOne)
            {
                IsDirectory = read.IsDirectory,
                Length = read.IsDirectory ? null : read.Length,
                LastModified = read.Modified?.LocalDateTime,
            };
    }

    private static bool IsHeading(string line, bool isFacts) =>
        !isFacts && (IsTotal(line) || OtherListingStyles.IsHeading(line));

    // total 12, or as ls -h writes it: total 4.0K.
    private static bool IsTotal(string line) => line.StartsWith("total ", StringComparison.OrdinalIgnoreCase)
        && decimal.TryParse(line.Substring("total ".Length).Trim().TrimEnd('K', 'M', 'G', 'T'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _);
}
