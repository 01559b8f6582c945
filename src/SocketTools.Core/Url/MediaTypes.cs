using System;
using System.Collections.Generic;

namespace SocketTools.Url;

/// <summary>Media types for the schemes that tell none.</summary>
internal static class MediaTypes
{
    /// <summary>Bytes of which no more is known (RFC 2046, 4.5.1).</summary>
    internal const string Unknown = "application/octet-stream";

    /// <summary>A listing of a directory.</summary>
    internal const string Directory = "inode/directory";

    private static readonly Dictionary<string, string> s_types = new(StringComparer.OrdinalIgnoreCase)
    {
        [""] = Unknown,
        [".txt"] = "text/plain",
        [".text"] = "text/plain",
        [".log"] = "text/plain",
        [".md"] = "text/markdown",
        [".csv"] = "text/csv",
        [".htm"] = "text/html",
        [".html"] = "text/html",
        [".css"] = "text/css",
        [".js"] = "text/javascript",
        [".mjs"] = "text/javascript",
        [".ics"] = "text/calendar",
        [".xml"] = "application/xml",
        [".json"] = "application/json",
        [".yaml"] = "application/yaml",
        [".yml"] = "application/yaml",
        [".pdf"] = "application/pdf",
        [".rtf"] = "application/rtf",
        [".ps"] = "application/postscript",
        [".zip"] = "application/zip",
        [".gz"] = "application/gzip",
        [".tgz"] = "application/gzip",
        [".bz2"] = "application/x-bzip2",
        [".xz"] = "application/x-xz",
        [".zst"] = "application/zstd",
        [".7z"] = "application/x-7z-compressed",
        [".tar"] = "application/x-tar",
        [".gif"] = "image/gif",
        [".jpg"] = "image/jpeg",
        [".jpeg"] = "image/jpeg",
        [".png"] = "image/png",
        [".svg"] = "image/svg+xml",
        [".webp"] = "image/webp",
        [".avif"] = "image/avif",
        [".bmp"] = "image/bmp",
        [".ico"] = "image/vnd.microsoft.icon",
        [".tif"] = "image/tiff",
        [".tiff"] = "image/tiff",
        [".mp3"] = "audio/mpeg",
        [".wav"] = "audio/wav",
        [".ogg"] = "audio/ogg",
        [".flac"] = "audio/flac",
        [".mp4"] = "video/mp4",
        [".webm"] = "video/webm",
    };

    /// <summary>The media type that a file's name tells by its extension.</summary>
    /// <param name="name">A name or a path.</param>
    internal static string OfName(string name)
    {
        int dot = name.LastIndexOf('.');
        return dot > name.LastIndexOfAny(s_separators) && s_types.TryGetValue(name.Substring(dot), out string? type) ? type : Unknown;
    }

    private static readonly char[] s_separators = { '/', '\\' };
}
