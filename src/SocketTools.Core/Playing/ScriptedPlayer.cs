using System;
using System.Threading;
using System.Threading.Tasks;

namespace SocketTools.Playing;

/// <summary>Plays the server itself, from what it was given.</summary>
public abstract class ScriptedPlayer : Player
{
    private protected ScriptedPlayer(PlaySettings settings)
        : base(settings)
    {
    }

    /// <summary>Plays for one client; the connection is closed in order behind it.</summary>
    private protected abstract Task PlayAsync(PlayedDialogue client);

    private protected sealed override async Task ServeAsync(PlayEnd end, PlayedRequest request, int number, CancellationToken stop)
    {
        using var client = new PlayedDialogue(end, request, Settings, number, stop);
        client.Begin();
        try
        {
            await PlayAsync(client).ConfigureAwait(false);
        }
        catch (Exception gone) when (client.IsDropped && IsGone(gone))
        {
            // Not by the client, which hears of it.
        }

        await client.CloseAsync().ConfigureAwait(false);
    }
}
