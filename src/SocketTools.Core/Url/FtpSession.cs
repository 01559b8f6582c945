using System;
using System.Globalization;
using System.Net;
using SocketTools.Bodies;
using SocketTools.Connections;
using SocketTools.Dialogues;
using SocketTools.Faults;
using SocketTools.Http;
using SocketTools.Limits;
using SocketTools.Replies;
using SocketTools.Transport;

namespace SocketTools.Url;

/// <summary>One control connection of FTP, logged in, and the data connections that it leads to (RFC 959; RFC 4217 for TLS).</summary>
/// <remarks>
/// <code>
///   greeting 220 -> AUTH TLS 234 -> handshake -> USER 331 -> PASS 230 -> PBSZ 200 -> PROT P 200 -> TYPE 200
///   each transfer: EPSV 229, or PASV 227 -> connect -> RETR 150 -> handshake -> bytes until close -> 226
/// </code>
/// </remarks>
internal sealed class FtpSession : IDisposable
{
    private const int MostReplyBytes = 1024 * 1024;
    private const int MostLineBytes = 64 * 1024;

    private readonly HostEndPoint _target;
    private readonly ConnectionOpener _opener;
    private readonly UriOptions _options;
    private readonly CallClock _clock;
    private readonly SocketConnection _control;
    private readonly Conversation _talk;
    private bool _isOldPassive;

    private FtpSession(HostEndPoint target, ConnectionOpener opener, UriOptions options, CallClock clock)
    {
        _target = target;
        _opener = opener;
        _options = options;
        _clock = clock;
        _control = opener.Open(target, clock);
        _control.Observe(opener.Observer);
        _talk = new Conversation(_control, ReplyFormat.Ftp, static (_, _) => new FtpProtocol(), new ReplyOptions { Encoding = FtpText.OneByOne, MaxBytes = MostReplyBytes, MaxLineLength = MostLineBytes });
    }

    /// <summary>How long connecting took.</summary>
    internal ConnectionTiming Timing => _control.Timing;

    /// <summary>How messages name the server.</summary>
    internal string Peer => _control.Peer;

    /// <summary>Connects and logs in.</summary>
    internal static FtpSession Open(HostEndPoint target, ConnectionOpener opener, UriOptions options, CallClock clock)
    {
        var session = new FtpSession(target, opener, options, clock);
        try
        {
            session.Begin();
            return session;
        }
        catch
        {
            session._control.Dispose();
            throw;
        }
    }

    /// <summary>Says something and reads the reply.</summary>
    /// <param name="command">The command, a character for each byte.</param>
    internal SocketReply Ask(string command)
    {
        PreparedCommand prepared = _talk.Prepare(new SocketCommand(command));
        _options.Tell?.Invoke("> " + FaultFactory.Visible(FtpText.Shown(prepared.Shown)));
        return Told(() => _talk.Ask(prepared, _clock));
    }

    /// <summary>The same; what is neither of these codes is the server's no.</summary>
    internal SocketReply Demand(string command, int code, int other = 0)
    {
        SocketReply reply = Ask(command);
        return (int)reply.Code! == code || (int)reply.Code! == other ? reply : throw Refused(reply);
    }

    /// <summary>The server's no, in its words.</summary>
    internal SocketToolsException Refused(SocketReply reply) =>
        FaultFactory.ReplyRejected(Peer, reply.Command is string command ? $"'{FaultFactory.Visible(FtpText.Shown(command))}'" : "to serve", FtpText.Shown(reply.ToString()));

    /// <summary>Has something sent over a data connection, until its end.</summary>
    /// <param name="command">Asks for it.</param>
    /// <param name="offset">Where to begin, in bytes; REST has to stand right before the command (RFC 959, 4.1.3).</param>
    /// <param name="sink">Takes it.</param>
    /// <param name="began">Told when the first byte is there.</param>
    /// <returns>Whether TLS, where it was spoken, ended in order.</returns>
    /// <exception cref="SocketToolsException"><see cref="Fault.Truncated"/>: the server does not say that it was all (226).</exception>
    internal bool Transfer(string command, long offset, IBodySink sink, Action began)
    {
        bool endedCleanly;
        using (SocketConnection data = OpenData())
        {
            if (offset > 0)
            {
                Demand(RestartAt(offset), 350);
            }

            SocketReply reply = Ask(command);
            if ((int)reply.Code! is not (125 or 150))
            {
                throw Refused(reply);
            }

            if (_options.RequireTls)
            {
                data.Observe(_opener.Observer);
                data.ProtectAsClient(_options.Tls.For(_target.HostName), _clock);
            }

            data.HasMore(_clock);
            began();
            using Receiving receiving = data.Receive(_clock);
            using var reader = new BodyReader(receiving, new UntilCloseFraming(), allowTruncatedTls: true);
            reader.ReadAll(sink);
            endedCleanly = data.EndedCleanly;
        }

        AwaitEnd();
        return endedCleanly;
    }

    /// <summary>Asks for a transfer to begin at a place.</summary>
    internal static string RestartAt(long offset) => "REST " + offset.ToString(CultureInfo.InvariantCulture);

    /// <summary>Says goodbye, where that costs nothing.</summary>
    public void Dispose()
    {
        try
        {
            if (_control.State == ConnectionState.Open)
            {
                _control.SendLines(new[] { "QUIT" }, FtpText.OneByOne, _clock);
            }
        }
        catch (Exception gone) when (gone is SocketToolsException or OperationCanceledException)
        {
            // It is of no use any more to either side.
        }

        _control.Dispose();
    }

    private void Begin()
    {
        SocketReply greeting = Told(() => _talk.Listen(_clock));
        while ((int)greeting.Code! == 120)
        {
            greeting = Told(() => _talk.Listen(_clock));
        }

        if ((int)greeting.Code! != 220)
        {
            throw Refused(greeting);
        }

        if (_options.RequireTls)
        {
            Demand("AUTH TLS", 234);
            _control.ProtectAsClient(_options.Tls, _clock);
        }

        LogIn();
        if (_options.RequireTls)
        {
            // RFC 4217, 9: without both, data would cross the wire as they are.
            Demand("PBSZ 0", 200);
            Demand("PROT P", 200);
        }
    }

    private void LogIn()
    {
        NetworkCredential login = _options.Credential ?? new NetworkCredential("anonymous", "anonymous@");
        SocketReply reply = Demand("USER " + FtpText.Of(login.UserName), 230, 331);
        if ((int)reply.Code! == 331)
        {
            Demand("PASS " + FtpText.Of(login.Password), 230, 202);
        }
    }

    // The address that PASV names is not looked at: a server could send us anywhere with it, and behind a NAT it is wrong.
    private SocketConnection OpenData()
    {
        SocketReply reply;
        int port = 0;
        if (!_isOldPassive)
        {
            reply = Ask("EPSV");
            _isOldPassive = !reply.IsPositive;
            port = _isOldPassive ? 0 : FtpText.ExtendedPort(reply.Text);
        }

        if (_isOldPassive)
        {
            reply = Demand("PASV", 227);
            (string address, port) = FtpText.PassivePort(reply.Text);
            if (_control.RemoteEndPoint is IPEndPoint peer && peer.Address.ToString() != address)
            {
                _options.Tell?.Invoke($"The address {address} is not used: data come from where the control connection leads.");
            }
        }

        string host = _opener.Proxy is null && _control.RemoteEndPoint is IPEndPoint there ? there.Address.ToString() : (_opener.ConnectTo ?? _target).HostName;
        return _opener.Onwards().Open(HostEndPoint.Create(host, port), _clock);
    }

    private void AwaitEnd()
    {
        SocketReply end;
        try
        {
            end = Told(() => _talk.Listen(_clock));
        }
        catch (SocketToolsException silent) when (silent.Fault is Fault.RemoteClosed or Fault.ConnectionReset or Fault.Truncated)
        {
            throw FaultFactory.Truncated(Peer, "it never said that this was all (226).", silent);
        }

        if ((int)end.Code! is not (226 or 250))
        {
            throw FaultFactory.Truncated(Peer, $"it said '{FaultFactory.Visible(FtpText.Shown(end.ToString()))}' in place of 226.");
        }
    }

    private SocketReply Told(Func<SocketReply> hear)
    {
        SocketReply reply;
        try
        {
            reply = hear();
        }
        catch (SocketToolsException endless) when (endless.Fault == Fault.LimitExceeded)
        {
            throw FaultFactory.ReplyTooLong(Peer, MostReplyBytes, endless);
        }
        catch (SocketToolsException broken)
        {
            // The advice in it is for those who keep the connection.
            throw FaultFactory.OnClosedConnection(broken.InnerException as SocketToolsException ?? broken, null);
        }

        if (_options.Tell is Action<string> tell)
        {
            foreach (string line in reply.Lines)
            {
                tell(FaultFactory.Visible($"< {reply.Code} {FtpText.Shown(line)}"));
            }
        }

        return reply;
    }
}
