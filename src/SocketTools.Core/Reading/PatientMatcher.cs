using System;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using SocketTools.Faults;
using SocketTools.Limits;

namespace SocketTools.Reading;

/// <summary>A user's regular expression, applied to what hostile peers send: however long that takes, a call's clock and Ctrl+C end it in time.</summary>
/// <remarks>Nothing stops a search that is under way. So the first attempt is short, which is enough for nearly all; where it is not, the
/// search begins anew on another thread, and this one asks the clock meanwhile. A search that nobody waits for any more ends by itself.</remarks>
public sealed class PatientMatcher
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_margin = TimeSpan.FromMilliseconds(100);

    /// <summary>How long the first attempt may take: an expression with this match timeout is used as it is.</summary>
    public static readonly TimeSpan FirstAttempt = TimeSpan.FromMilliseconds(30);

    private readonly Regex _given;
    private readonly Regex _quick;

    /// <summary>Takes an expression; its own match timeout, where it has one, counts too.</summary>
    public PatientMatcher(Regex pattern)
    {
        _given = pattern;
        _quick = pattern.MatchTimeout == FirstAttempt ? pattern : WithTimeout(FirstAttempt);
    }

    /// <summary>Looks for the first match.</summary>
    /// <param name="text">Where to look.</param>
    /// <param name="peer">Where it came from, for the error.</param>
    /// <param name="clock">Ends the search.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.ReceiveTimeout"/>: the whole call took too long; <see cref="Fault.InvalidRequest"/>:
    /// the search takes over 10 s.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    public Match Match(string text, string peer, CallClock clock)
    {
        try
        {
            return _quick.Match(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return MatchElsewhere(text, peer, clock);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => _given.ToString();

    private Match MatchElsewhere(string text, string peer, CallClock clock)
    {
        clock.BeginReceive(peer);
        TimeSpan longest = clock.Left is TimeSpan left && left + s_margin < s_longest ? left + s_margin : s_longest;
        Regex slow = WithTimeout(longest);
        var search = Task.Run(() => slow.Match(text));
        try
        {
            while (!search.Wait(clock.NextWorkMilliseconds()))
            {
            }
        }
        catch (AggregateException failed) when (failed.InnerException is RegexMatchTimeoutException astray)
        {
            clock.NextWorkMilliseconds();

            // The platform's own holds all that came, and views of errors show it.
            throw FaultFactory.InvalidRequest($"The pattern '{FaultFactory.Visible(_given.ToString())}' takes too long on what came: simplify it.", new RegexMatchTimeoutException(astray.Message));
        }

        // The peer was not listened to meanwhile.
        clock.BeginReceive(peer);
        return search.Result;
    }

    private Regex WithTimeout(TimeSpan timeout) => new(
        _given.ToString(),
        _given.Options & ~RegexOptions.Compiled,
        _given.MatchTimeout != Regex.InfiniteMatchTimeout && _given.MatchTimeout != FirstAttempt && _given.MatchTimeout < timeout ? _given.MatchTimeout : timeout);
}
