using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Http;
using SocketTools.Tracing;
using SocketTools.Url;

namespace SocketTools.Binding;

/// <summary>Takes a transcript, whatever has one as its property Transcript, the path of a file that holds one, the notation itself, and
/// what was serialized, whose text the notation is.</summary>
public sealed class TranscriptTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether a list of them is taken, each by itself.</summary>
    public bool Several { get; set; }

    /// <summary>Whether the connections of a file that holds several (HAR) are taken for one, one behind the other; else the first is taken.</summary>
    public bool Joined { get; set; }

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        try
        {
            if (Several && (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is IList list)
            {
                return list.Cast<object>().Select(item => Of(engineIntrinsics.SessionState.Path, item, Joined)).ToArray();
            }

            return Of(engineIntrinsics.SessionState.Path, inputData, Joined);
        }
        catch (SocketToolsException wrong)
        {
            throw new ArgumentTransformationMetadataException(wrong.Message, wrong);
        }
    }

    /// <summary>The transcript that something is or has; where there is none, the thing itself.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: not recorded, or no file of a transcript.</exception>
    internal static object Of(PathIntrinsics paths, object input, bool joined = false)
    {
        object value = input is PSObject wrapped ? wrapped.BaseObject : input;
        return value switch
        {
            SocketConnection connection => connection.Transcript ?? throw NotRecorded($"The connection to {connection}", "New-SocketConnection"),
            RawHttpResponse response => response.Transcript ?? throw NotRecorded($"The response '{response}'", "Invoke-RawHttpGet"),
            UriContent content => content.Transcript ?? throw NotRecorded($"The content of {content.Uri}", "Get-UriContent"),
            ErrorRecord { Exception: SocketToolsException fault } => Of(paths, fault, joined),
            SocketToolsException fault => (fault.Recording as Recording)?.Transcript ?? throw NotRecorded("What failed", "its cmdlet's"),
            string text => IsNotation(text) ? SocketTranscript.Parse(text) : ReadOne(PathOf(paths, text), joined),
            FileInfo file => ReadOne(file.FullName, joined),
            IList { Count: 1 } one => Of(paths, one[0]!, joined),
            SocketTranscript or null => value!,
            _ => Itself(input) ?? Itself(PSObject.AsPSObject(input).Properties["Transcript"]?.Value) ?? input,
        };
    }

    // What came from a pipeline is wrapped; what came from another process is text.
    private static SocketTranscript? Itself(object? value) =>
        Bare.Of(value) as SocketTranscript
        ?? (value is not null && PSObject.AsPSObject(value).TypeNames.Contains("Deserialized." + typeof(SocketTranscript).FullName) ? SocketTranscript.Parse(value.ToString()!) : null);

    // What is no path is mostly a line of the notation with a slip in it.
    private static string PathOf(PathIntrinsics paths, string text)
    {
        try
        {
            string path = paths.GetUnresolvedProviderPathFromPSPath(text);
            return File.Exists(path) || Directory.Exists(path) || Path.HasExtension(path) ? path : throw NeitherNor(text);
        }
        catch (SessionStateException)
        {
            throw NeitherNor(text);
        }
    }

    private static SocketTranscript ReadOne(string path, bool joined)
    {
        var remarks = new List<string>();
        List<SocketTranscript> all = TranscriptFile.Read(path, null, remarks.Add).ToList();
        if (all.Count == 0)
        {
            throw FaultFactory.InvalidRequest($"'{path}' holds no transcript.");
        }

        SocketTranscript taken = joined && all.Count > 1 ? Join(all) : all[0];
        if (taken == all[0] && all.Count > 1)
        {
            remarks.Add($"'{path}' holds {all.Count} transcripts, and this is the first: Import-SocketTranscript reads them all, and with -Stream one of them.");
        }

        TranscriptRemarks.Keep(taken, remarks);
        return taken;
    }

    // Without their ends: only the last one's would be one.
    private static SocketTranscript Join(List<SocketTranscript> all)
    {
        var joined = new SocketTranscript(all[0].Peer, all[0].Started, all[0].RecordedBy);
        foreach (SocketTranscriptEntry entry in all.SelectMany(static one => one.Entries).Where(static e => e.Kind != TranscriptKind.Event || e.MissingBytes > 0))
        {
            joined.Add(entry);
        }

        return joined;
    }

    private static SocketToolsException NeitherNor(string text) => FaultFactory.InvalidRequest(
        $"'{text}' is not the path of a transcript, and not the notation: each of its lines begins with C or S and one of : . ~ % *, or with * @ #, as in 'C: EHLO me'.");

    private static SocketToolsException NotRecorded(string what, string cmdlet) =>
        FaultFactory.InvalidRequest($"{what} was not recorded: {cmdlet} -Transcript does that.");

    // The notation's lines begin with C, S, *, @ or #, and a mark and a space behind it; no file is named so.
    private static bool IsNotation(string text)
    {
        string start = text.TrimStart();
        return text.IndexOf('\n') >= 0
            || (start.Length > 1 && (start[0] is '#' or '*' or '@' || (start[0] is 'C' or 'S' && start[1] is ':' or '.' or '~' or '%' or '*' && (start.Length == 2 || start[2] == ' '))));
    }
}
