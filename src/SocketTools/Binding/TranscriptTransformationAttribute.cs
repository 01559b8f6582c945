using System.IO;
using System.Management.Automation;
using SocketTools.Faults;
using SocketTools.Tracing;

namespace SocketTools.Binding;

/// <summary>Takes a transcript, something that has one, the path of a file that holds one, and the notation itself.</summary>
public sealed class TranscriptTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        try
        {
            return value switch
            {
                SocketTranscript => value,
                string text when IsNotation(text) => SocketTranscript.Parse(text),
                string path => SocketTranscript.Parse(File.ReadAllText(engineIntrinsics.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path))),
                FileInfo file => SocketTranscript.Parse(File.ReadAllText(file.FullName)),
                _ => PSObject.AsPSObject(value).Properties["Transcript"]?.Value as SocketTranscript ?? value,
            };
        }
        catch (SocketToolsException invalid)
        {
            throw new ArgumentTransformationMetadataException(invalid.Message, invalid);
        }
        catch (IOException unreadable)
        {
            throw new ArgumentTransformationMetadataException(unreadable.Message, unreadable);
        }
    }

    // The notation's lines begin with C, S, *, @ or #, and a mark and a space behind it; no file is named so.
    private static bool IsNotation(string text)
    {
        string start = text.TrimStart();
        return text.IndexOf('\n') >= 0
            || (start.Length > 1 && (start[0] is '#' or '*' or '@' || (start[0] is 'C' or 'S' && start[1] is ':' or '.' or '~' or '%' or '*' && (start.Length == 2 || start[2] == ' '))));
    }
}
