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
using SocketTools.Tracing;
using SocketTools.Transport;

namespace SocketTools.Url;

/// <summary>One control connection of FTP, logged in, and the data connections that it leads to (RFC 959; RFC 4217 for TLS).</summary>
/// <remarks>
/// <code>
///   greeting 2xx -> AUTH TLS 2xx -> handshake -> USER 2xx, or 3xx -> PASS 2xx -> PBSZ 2xx -> PROT P 2xx -> TYPE 2xx
///   each transfer: EPSV, or PASV -> connect -> RETR 1xx -> handshake -> bytes until close -> 2xx
/// </code>
/// The first digit decides everywhere (RFC 959, 4.2: a user process looks at no more where it does not need to).
/// </remarks>
internal sealed class FtpSession : IDisposable
{
    private const int MostReplyBytes = 1024 * 1024;
    private const int MostLineBytes = 64 * 1024;

    // How long data may take behind a reply that says that they have gone out.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private readonly HostEndPoint _target;
    private readonly ConnectionOpener _opener;
    private readonly UriOptions _options;
    private readonly CallClock _clock;
    private readonly SocketConnection _control;
    private readonly Conversation _talk;
    private bool _isOldPassive;
    private bool _takesBytesAsTheyAre;

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

    /// <summary>Whether the server refused a data connection whose TLS session is not the control connection's.</summary>
    internal bool LostTlsSession { get; private set; }

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
        return Heard(() => _talk.Ask(prepared, _clock));
    }

    /// <summary>The same about a path. What telnet has for its own in it is doubled (RFC 959, 5.3.1); a server that knows nothing of that, says no, and is asked again.</summary>
    /// <param name="verb">The command.</param>
    /// <param name="path">A character for each byte.</param>
    internal SocketReply AskAbout(string verb, string path)
    {
        SocketReply reply = Ask(verb + " " + OnTheWire(path));
        if (reply.IsPositive || !FtpText.HasTelnetByte(path))
        {
            return reply;
        }

        _takesBytesAsTheyAre = !_takesBytesAsTheyAre;
        SocketReply other = Ask(verb + " " + OnTheWire(path));
        if (!other.IsPositive)
        {
            _takesBytesAsTheyAre = !_takesBytesAsTheyAre;
        }

        return other;
    }

    /// <summary>A path as this server takes it.</summary>
    internal string OnTheWire(string path) => _takesBytesAsTheyAre ? path : FtpText.Doubled(path);

    /// <summary>The same as <see cref="Ask"/>; what is no 2xx is the server's no.</summary>
    internal SocketReply Demand(string command) => Positive(Ask(command));

    /// <summary>A reply that is 2xx; another is the server's no.</summary>
    internal SocketReply Positive(SocketReply reply) => Digit(reply) == 2 ? reply : throw Refused(reply);

    /// <summary>The first digit of a reply's code, which says what there is to say (RFC 959, 4.2).</summary>
    internal static int Digit(SocketReply reply) => (int)reply.Code! / 100;

    /// <summary>The server's no, in its words.</summary>
    internal SocketToolsException Refused(SocketReply reply) =>
        FaultFactory.ReplyRejected(Peer, reply.Command is string command ? $"'{FaultFactory.Visible(FtpText.Shown(command))}'" : "to serve", FtpText.Shown(reply.Words), reply);

    /// <summary>Has something sent over a data connection, until its end.</summary>
    /// <param name="command">Asks for it.</param>
    /// <param name="offset">Where to begin, in bytes; REST has to stand right before the command (RFC 959, 4.1.3).</param>
    /// <param name="sink">Takes it.</param>
    /// <param name="began">Told when the first byte is there.</param>
    /// <returns>Whether TLS, where it was spoken, ended in order; or the reply in place of 1xx, where nothing was sent.</returns>
    /// <exception cref="SocketToolsException"><see cref="Fault.Truncated"/>: the server does not say that it was all (2xx).</exception>
    internal FtpTransfer Transfer(string command, long offset, IBodySink sink, Action began)
    {
        while (true)
        {
            bool wasOldPassive = _isOldPassive;
            using (SocketConnection data = OpenData())
            {
                if (offset > 0 && Ask(RestartAt(offset)) is { IsPositive: false } no)
                {
                    throw Refused(no);
                }

                SocketReply reply = Ask(command);
                if (Digit(reply) == 1)
                {
                    bool endedCleanly = ReceiveAnnounced(data, sink, began);
                    data.Dispose();
                    AwaitEnd();
                    return new FtpTransfer(endedCleanly, null);
                }

                RefuseLostTlsSession(reply);

                // Some servers announce nothing and send all the same.
                if (Digit(reply) == 2 && !_options.RequireTls && data.WaitForData(s_patience, _clock) && data.HasMore(_clock))
                {
                    return new FtpTransfer(Receive(data, sink, began), null);
                }

                // RFC 959, 5.4: 425 says that the data connection was not had; where EPSV led to it, PASV may do better.
                if ((int)reply.Code! != 425 || wasOldPassive || _isOldPassive)
                {
                    return new FtpTransfer(true, reply);
                }
            }

            _isOldPassive = true;
        }
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
        SocketReply greeting = Heard(() => _talk.Listen(_clock));
        while (Digit(greeting) == 1)
        {
            greeting = Heard(() => _talk.Listen(_clock));
        }

        Positive(greeting);

        if (_options.RequireTls)
        {
            Demand("AUTH TLS");
            _control.ProtectAsClient(_options.Tls, _clock);
        }

        LogIn();
        if (_options.RequireTls)
        {
            // RFC 4217, 9: without both, data would cross the wire as they are.
            Demand("PBSZ 0");
            Demand("PROT P");
        }
    }

    private void LogIn()
    {
        NetworkCredential login = _options.Credential ?? new NetworkCredential("anonymous", "anonymous@");
        SocketReply reply = Ask("USER " + FtpText.Of(login.UserName));
        if (Digit(reply) == 3)
        {
            reply = Ask("PASS " + FtpText.Of(login.Password));
        }

        Positive(reply);
    }

    // The address that PASV names is not looked at: a server could send us anywhere with it, and behind a NAT it is wrong.
    private SocketConnection OpenData()
    {
        if (!_isOldPassive && ExtendedPort() is int port)
        {
            try
            {
                return Connect(port);
            }
            catch (SocketToolsException closed) when (closed.Fault is Fault.ConnectFailed or Fault.ConnectTimeout or Fault.ProxyRefused)
            {
                // A firewall or a NAT that knows PASV alone opens no port for EPSV.
                Note("The port that EPSV names cannot be reached; asking for PASV.");
            }
        }

        _isOldPassive = true;
        (string? address, int oldPort) = Named(static text => FtpText.PassivePort(text), Demand("PASV"));
        if (address is not null && _control.RemoteEndPoint is IPEndPoint peer && peer.Address.ToString() != address)
        {
            Note($"The address {address} is not used: data come from where the control connection leads.");
        }

        return Connect(oldPort);
    }

    // Null: PASV is to be asked for, since EPSV is refused, or answered by what says nothing about a port.
    private int? ExtendedPort()
    {
        SocketReply reply = Ask("EPSV");
        if (Digit(reply) != 2)
        {
            return null;
        }

        return FtpText.FindPort(reply.Text)?.Port ?? ((int)reply.Code! == 229 ? Named(static text => FtpText.ExtendedPort(text), reply) : null);
    }

    private T Named<T>(Func<string, T> find, SocketReply reply)
    {
        try
        {
            return find(reply.Text);
        }
        catch (SocketToolsException none) when (_control.Hide(none) is SocketToolsException shown)
        {
            throw shown;
        }
    }

    private SocketConnection Connect(int port)
    {
        string host = _opener.Proxy is null && _control.RemoteEndPoint is IPEndPoint there ? there.Address.ToString() : (_opener.ConnectTo ?? _target).HostName;
        return _opener.Onwards(_control.Secrets).Open(HostEndPoint.Create(host, port), _clock);
    }

    private bool ReceiveAnnounced(SocketConnection data, IBodySink sink, Action began)
    {
        try
        {
            return Receive(data, sink, began);
        }
        catch (SocketToolsException broken) when (broken.Fault == Fault.TlsFailed && _control.WaitForData(s_patience, _clock))
        {
            // Why there was no handshake, the server tells where there is a dialogue.
            RefuseLostTlsSession(Heard(() => _talk.Listen(_clock)), isHandshake: true);
            throw;
        }
    }

    // vsftpd says 522, FileZilla 425 and why, proftpd 425 and a reason of the system's.
    private void RefuseLostTlsSession(SocketReply reply, bool isHandshake = false)
    {
        bool Says(string word) => reply.Text.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0;
        int code = (int)reply.Code!;
        if (_options.RequireTls && (code == 522 || (code == 425 && (isHandshake || (Says("session") && (Says("reuse") || Says("resum")))))))
        {
            LostTlsSession = true;
            throw UrlFaults.TlsSessionLost(Peer, FtpText.Shown(reply.Words), reply);
        }
    }

    private bool Receive(SocketConnection data, IBodySink sink, Action began)
    {
        data.Observe(_opener.Observer);
        if (_options.RequireTls)
        {
            data.ProtectAsClient(_options.Tls.For(_target.HostName), _clock);
        }

        data.HasMore(_clock);
        began();
        using Receiving receiving = data.Receive(_clock);
        using var reader = new BodyReader(receiving, new UntilCloseFraming(), allowTruncatedTls: true);
        reader.ReadAll(sink);
        return data.EndedCleanly;
    }

    private void AwaitEnd()
    {
        SocketReply end;
        try
        {
            do
            {
                end = Heard(() => _talk.Listen(_clock));
            }
            while (Digit(end) == 1);
        }
        catch (SocketToolsException silent) when (silent.Fault is Fault.RemoteClosed or Fault.ConnectionReset or Fault.Truncated)
        {
            throw FaultFactory.Truncated(Peer, "it never said that this was all (226).", silent);
        }

        RefuseLostTlsSession(end);
        if (Digit(end) != 2)
        {
            throw FaultFactory.Truncated(Peer, $"it said '{FaultFactory.Visible(FtpText.Shown(end.Words))}' in place of 226.");
        }
    }

    private void Note(string decision) => _opener.Observer?.OnWireEvent(new WireEvent(WireEventKind.Noted, decision));

    private SocketReply Heard(Func<SocketReply> hear)
    {
        try
        {
            return hear();
        }
        catch (SocketToolsException endless) when (endless.Fault == Fault.LimitExceeded)
        {
            throw UrlFaults.ReplyTooLong(Peer, MostReplyBytes, endless);
        }
        catch (SocketToolsException broken)
        {
            // The advice in it is for those who keep the connection.
            throw FaultFactory.OnClosedConnection(broken.InnerException as SocketToolsException ?? broken, null);
        }
    }
}
