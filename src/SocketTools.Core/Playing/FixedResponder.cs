using System.Threading.Tasks;
using SocketTools.Framing;

namespace SocketTools.Playing;

/// <summary>Answers every client with the same bytes, once it has sent a blank line or finished sending.</summary>
public sealed class FixedResponder : ScriptedPlayer
{
    private const int BufferSize = 4096;

    private readonly byte[] _response;

    /// <summary>Prepares to answer.</summary>
    /// <param name="response">The bytes that every client gets.</param>
    /// <param name="settings">How clients are served.</param>
    public FixedResponder(byte[] response, PlaySettings settings)
        : base(settings) => _response = response;

    private protected override async Task PlayAsync(PlayedDialogue client)
    {
        var buffer = new byte[BufferSize];
        var blankLine = new BlankLineFinder();
        int count;
        do
        {
            count = await client.ReadAsync(buffer).ConfigureAwait(false);
        }
        while (count > 0 && !blankLine.Find(buffer, count));

        await client.WriteAsync(_response).ConfigureAwait(false);
    }
}
