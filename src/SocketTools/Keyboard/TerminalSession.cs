using System;
using System.Text;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Formatting;
using SocketTools.Limits;

namespace SocketTools.Keyboard;

/// <summary>A connection at the keyboard: what comes is shown as it comes, what is typed is sent line by line.</summary>
/// <remarks>One thread does both. It waits for the peer in short slices and looks for keys between them, so that nothing is read or
/// written under the editor, and nobody has to be woken at the end.</remarks>
public sealed class TerminalSession
{
    private const int MostBytes = 16 * 1024;
    private static readonly TimeSpan s_betweenKeys = TimeSpan.FromMilliseconds(15);

    private readonly SocketConnection _connection;
    private readonly Action<string> _show;
    private readonly Func<ConsoleKeyInfo?> _nextKey;
    private readonly Func<Timeouts, CallClock> _startClock;
    private readonly Decoder _decoder;
    private readonly TerminalText? _escaping;
    private readonly LineEditor _editor;
    private readonly PasswordPrompt _prompt = new();
    private bool _sendEnded;

    /// <summary>Makes it.</summary>
    /// <param name="connection">The connection; stays the caller's.</param>
    /// <param name="encoding">How text is encoded and decoded.</param>
    /// <param name="raw">Whether the terminal obeys what comes.</param>
    /// <param name="show">Writes on the screen.</param>
    /// <param name="nextKey">The next key that was pressed; null: none was.</param>
    /// <param name="startClock">Starts the clocks of one step.</param>
    public TerminalSession(
        SocketConnection connection, Encoding encoding, bool raw, Action<string> show, Func<ConsoleKeyInfo?> nextKey, Func<Timeouts, CallClock> startClock)
    {
        _connection = connection;
        Encoding = encoding;
        _decoder = encoding.GetDecoder();
        _escaping = raw ? null : new TerminalText();
        _show = show;
        _nextKey = nextKey;
        _startClock = startClock;
        _editor = new LineEditor(show);
    }

    private Encoding Encoding { get; }

    /// <summary>Goes on until somebody has had enough.</summary>
    /// <returns>True: the user left, and the connection is kept; false: the peer has ended the stream.</returns>
    /// <exception cref="SocketToolsException">The connection broke.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    public bool Run()
    {
        CallClock patient = _startClock(Timeouts.FromSeconds(0, 0, 0));
        while (true)
        {
            while (_nextKey() is ConsoleKeyInfo key)
            {
                if (Left(key))
                {
                    return true;
                }
            }

            patient.ThrowIfStopped();
            if (_connection.WaitForData(s_betweenKeys, patient) && !ShowWhatCame(patient))
            {
                return false;
            }
        }
    }

    private bool Left(ConsoleKeyInfo key)
    {
        switch (_editor.Take(key))
        {
            case EditOutcome.Leave:
                _editor.Hide();
                return true;
            case EditOutcome.End when !_sendEnded:
                _sendEnded = true;
                _connection.CloseSend(SendClock());
                break;
            case EditOutcome.Line:
                bool isSecret = _editor.IsSecret;
                string line = _editor.TakeLine();
                _prompt.Answer();
                LookWhoMaySee();
                if (_sendEnded)
                {
                    _show("[not sent: the sending side is closed]\n");
                }
                else if (isSecret)
                {
                    _connection.SendSecretLine(line, Encoding, SendClock());
                }
                else
                {
                    _connection.SendLines(new[] { line }, Encoding, SendClock());
                }

                break;
        }

        return false;
    }

    private CallClock SendClock() => _startClock(Timeouts.FromSeconds(0, _connection.IdleTimeoutSec, 0));

    private bool ShowWhatCame(CallClock clock)
    {
        byte[] bytes;
        try
        {
            bytes = _connection.ReceiveAvailable(MostBytes, null, peek: false, clock);
        }
        catch (SocketToolsException ended) when (ended.Fault == Fault.RemoteClosed)
        {
            return false;
        }

        var characters = new char[Encoding.GetMaxCharCount(bytes.Length)];
        int count = _decoder.GetChars(bytes, 0, bytes.Length, characters, 0);
        string piece = new(characters, 0, count);
        _editor.Hide();
        _show(_escaping?.Next(piece) ?? piece);
        _editor.Show();
        _prompt.Add(piece);
        LookWhoMaySee();
        return true;
    }

    private void LookWhoMaySee() => _editor.IsSecret = _prompt.IsAsked || _connection.HidesInput;
}
